/** What is counted of a server. No label holds anything that clients sent. */
import type { FastifyInstance } from "fastify";
import type { Store } from "../store/store.ts";
import type { StoreUsage } from "../store/store-maintenance.ts";
import { type Counter, MetricRegistry } from "./metric-registry.ts";

/** Seconds: from an append that finds a fast disk to one that waits for a slow one. */
const APPEND_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const REQUEST_SECONDS = APPEND_SECONDS;
const EVENT_STREAM = "text/event-stream";
const MS_PER_SECOND = 1_000;
const US_PER_SECOND = 1e6;

export interface ServerMetrics {
  readonly registry: MetricRegistry;
  readonly receivedSpans: Counter;
  readonly rejectedSpans: Counter;
  /** Log records that are no events of spans. */
  readonly discardedLogs: Counter;
  /** Events whose span did not come. */
  readonly lostEvents: Counter;
  /** Requests with metrics. */
  readonly discardedMetrics: Counter;
  /** After decompression. */
  readonly receivedBytes: Counter;
  /** Starts to take the time of an append. @returns what is called when it is done */
  timeAppend(): () => void;
}

export function createServerMetrics(store: Store): ServerMetrics {
  const registry = new MetricRegistry();
  const appendSeconds = registry.histogram(
    "rootspan_append_seconds",
    "Time from decoded spans to spans on the disk.",
    APPEND_SECONDS,
  );
  addStore(registry, store);
  addProcess(registry);
  return {
    registry,
    receivedSpans: registry.counter("rootspan_received_spans_total", "Spans that were received and can be stored."),
    rejectedSpans: registry.counter("rootspan_rejected_spans_total", "Spans that cannot be stored, by reason."),
    discardedLogs: registry.counter(
      "rootspan_discarded_log_records_total",
      "Log records that are no events of spans, and are not kept.",
    ),
    lostEvents: registry.counter(
      "rootspan_lost_events_total",
      "Events that were given up, as their span did not come.",
    ),
    discardedMetrics: registry.counter(
      "rootspan_discarded_metric_requests_total",
      "Requests with metrics, which are not kept.",
    ),
    receivedBytes: registry.counter("rootspan_received_bytes_total", "Bytes of OTLP, after decompression."),
    timeAppend: () => {
      const start = performance.now();
      return () => appendSeconds.observe((performance.now() - start) / MS_PER_SECOND);
    },
  };
}

/** Counts every answer by its route; call it before routes are registered. */
export function countRequests(app: FastifyInstance, { registry }: ServerMetrics): void {
  const requests = registry.counter("rootspan_http_requests_total", "Requests that were answered.");
  const seconds = registry.histogram("rootspan_http_request_seconds", "Time to answer a request.", REQUEST_SECONDS);
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    requests.add(1, { method: request.method, route, status: reply.statusCode });
    // A live stream lasts as long as somebody watches.
    if (reply.getHeader("content-type") !== EVENT_STREAM) seconds.observe(reply.elapsedTime / MS_PER_SECOND);
  });
}

const STORE_GAUGES: readonly (readonly [keyof StoreUsage, string, string])[] = [
  ["databaseBytes", "rootspan_store_database_bytes", "Bytes of the file that holds sessions."],
  ["freeBytes", "rootspan_store_free_bytes", "Of these, what is free for sessions to come."],
  ["logBytes", "rootspan_store_log_bytes", "Bytes that are written and not yet moved into that file."],
  ["artifacts", "rootspan_store_artifacts", "Files of sessions."],
  ["artifactBytes", "rootspan_store_artifact_bytes", "Bytes of files of sessions."],
  ["waitingSpans", "rootspan_queue_spans", "Spans that wait to be written."],
  ["maxWaitingSpans", "rootspan_queue_max_spans", "Spans that may wait; beyond them, senders are put off."],
];

function addStore(registry: MetricRegistry, { maintenance, sessions, keys }: Store): void {
  registry.gauge("rootspan_sessions", "Sessions of the projects that have keys, and of the default one.", async () => {
    const projects = [await keys.defaultProject(), ...(await keys.listKeys()).map(({ project }) => project)];
    const ids = [...new Set(projects.map(({ id }) => id))];
    const sizes = await Promise.all(ids.map((id) => sessions.measureProject(id)));
    return [{ value: sizes.reduce((sum, size) => sum + size.sessions, 0) }];
  });
  let asking: Promise<StoreUsage> | undefined;
  // All gauges are read at the same time, and one look is enough for them.
  const look = (): Promise<StoreUsage> => (asking ??= maintenance.usage().finally(() => (asking = undefined)));
  for (const [key, name, help] of STORE_GAUGES)
    registry.gauge(name, help, async () => [{ value: (await look())[key] }]);
}

/** By the names that Prometheus gives them everywhere. */
function addProcess(registry: MetricRegistry): void {
  let loop = performance.eventLoopUtilization();
  const startSeconds = Date.now() / MS_PER_SECOND - process.uptime();
  registry.readCounter("process_cpu_seconds_total", "Time of processors.", () => {
    const { user, system } = process.cpuUsage();
    return [{ value: (user + system) / US_PER_SECOND }];
  });
  registry.gauge("process_resident_memory_bytes", "Memory that the process holds.", () => [
    { value: process.memoryUsage.rss() },
  ]);
  registry.gauge("process_start_time_seconds", "When the process started, since 1970.", () => [
    { value: startSeconds },
  ]);
  registry.gauge("nodejs_heap_size_used_bytes", "Memory of JavaScript.", () => [
    { value: process.memoryUsage().heapUsed },
  ]);
  registry.gauge(
    "nodejs_eventloop_utilization",
    "Part of the time that the loop was busy, since it was last asked.",
    () => {
      const { utilization } = performance.eventLoopUtilization(loop);
      loop = performance.eventLoopUtilization();
      return [{ value: utilization }];
    },
  );
}
