/** What is counted of a server. No label holds anything that clients sent. */
import type { FastifyInstance } from "fastify";
import { type Counter, MetricRegistry } from "./metric-registry.ts";

/** Seconds: from an append that finds a fast disk to one that waits for a slow one. */
const APPEND_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const REQUEST_SECONDS = APPEND_SECONDS;
const MS_PER_SECOND = 1_000;
const US_PER_SECOND = 1e6;

export interface ServerMetrics {
  readonly registry: MetricRegistry;
  readonly receivedSpans: Counter;
  readonly rejectedSpans: Counter;
  /** After decompression. */
  readonly receivedBytes: Counter;
  /** Runs an append and takes its time. */
  timeAppend(append: () => Promise<void>): Promise<void>;
}

export function createServerMetrics(): ServerMetrics {
  const registry = new MetricRegistry();
  const appendSeconds = registry.histogram(
    "rootspan_append_seconds",
    "Time from decoded spans to spans on the disk.",
    APPEND_SECONDS,
  );
  addProcess(registry);
  return {
    registry,
    receivedSpans: registry.counter("rootspan_received_spans_total", "Spans that were received and can be stored."),
    rejectedSpans: registry.counter("rootspan_rejected_spans_total", "Spans that cannot be stored, by reason."),
    receivedBytes: registry.counter("rootspan_received_bytes_total", "Bytes of OTLP, after decompression."),
    timeAppend: async (append) => {
      const start = performance.now();
      await append();
      appendSeconds.observe((performance.now() - start) / MS_PER_SECOND);
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
    seconds.observe(reply.elapsedTime / MS_PER_SECOND);
  });
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
