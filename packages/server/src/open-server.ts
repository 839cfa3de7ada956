/** The composition root: everything that a server is made of is put together here. */
import { setTimeout as wait } from "node:timers/promises";
import { createPriceBook } from "@rootspan/model";
import type { FastifyInstance } from "fastify";
import { createAdmit, type GuardSettings } from "./access/admit.ts";
import { createAuthenticate } from "./access/authenticate.ts";
import { createIssueToken } from "./access/issue-token.ts";
import { registerSignInRoute, registerSignOutRoute } from "./access/sign-in-routes.ts";
import { createRateLimit } from "./access/rate-limit.ts";
import { guard } from "./access/request-project.ts";
import { registerPublicRoutes } from "./agentops/public-routes.ts";
import { registerAgentopsSessionRoutes } from "./agentops/session-routes.ts";
import { registerTokenCheck, registerTokenRoutes } from "./agentops/token-routes.ts";
import { createWireSessions } from "./agentops/wire-sessions.ts";
import { type GrpcServer, openGrpc } from "./grpc/open-grpc.ts";
import { answerOtherMethods } from "./http/answer-other-methods.ts";
import { createApp } from "./http/create-app.ts";
import { EVENT_STREAM_LIMITS, EventStreams } from "./http/event-streams.ts";
import { registerHealthRoutes } from "./http/health-routes.ts";
import { registerOtlpRoutes } from "./ingest/otlp-routes.ts";
import { createReceiveTelemetry } from "./ingest/receive-telemetry.ts";
import { createLog, type Log } from "./log/log.ts";
import { type RequestsUnderWay, watchRequests } from "./http/requests-under-way.ts";
import { collectRoutes } from "./openapi/collect-routes.ts";
import { registerOpenApiRoutes } from "./openapi/openapi-routes.ts";
import { registerPageRoutes } from "./pages/page-routes.ts";
import { PAGES_FOLDER } from "./pages-folder.ts";
import { registerMetricsRoute } from "./metrics/metrics-route.ts";
import { countRequests, createServerMetrics } from "./metrics/server-metrics.ts";
import { createFaultReporter } from "./report-fault.ts";
import { registerRest } from "./rest/register-rest.ts";
import type { ServerOptions } from "./settings/server-options.ts";
import { type Settings, toSettings } from "./settings/to-settings.ts";
import { type RetentionTask, startRetention } from "./start-retention.ts";
import { StartError } from "./start-error.ts";
import { openTracing } from "./tracing/open-tracing.ts";
import { traceRequests } from "./tracing/trace-requests.ts";
import { NO_TRACING, type Tracing } from "./tracing/tracing.ts";
import { openStore } from "./store/open-store.ts";
import type { Store } from "./store/store.ts";

export interface RunningServer {
  /** As `http://127.0.0.1:4318`, with the base path where there is one. */
  readonly url: string;
  /** TCP port of OTLP over gRPC; undefined where there is none. */
  readonly grpcPort: number | undefined;
  /** Whether requests without a key are answered, with the project `default`. */
  readonly answersWithoutKey: boolean;
  /**
   * Takes no more connections, finishes the requests that are being answered, writes what waits, and gives the store
   * back. Requests that take longer than the option `shutdownTimeout` are cut off. Calling it twice is one closing.
   */
  close(): Promise<void>;
}

/** A pass that finds nothing to forget costs a look at an index. */
const RETENTION_INTERVAL_MS = 60_000;

/** An answer that was handed to the system is on its way for so long at most, on connections that are cut then. */
const LAST_BYTES_MS = 50;

/** For a receiver of the server's own spans; also when the server closes. */
const TRACE_TIMEOUT_MS = 5_000;

/** Of one address: a client with a wrong key repeats itself, one that guesses does nothing else. */
const DENIALS_PER_SECOND = 10;

/**
 * Starts a server; it answers once this resolves.
 * @throws SettingsError when options cannot be used: all faults at once
 * @throws StoreError when the store cannot be opened, or another server has it
 * @throws StartError when the address cannot be had, or needs a key that there is not
 */
export async function openServer(options: ServerOptions = {}): Promise<RunningServer> {
  const settings = toSettings(options);
  const prices = createPriceBook();
  const { now, maxBodyBytes, idleTimeoutMs, onLoopback, allowAnonymous } = settings;
  const log = createLog({ format: settings.logFormat, level: settings.logLevel, now, write: settings.reportLine });
  const reportFault = createFaultReporter(log);
  const tracing = await startTracing(settings, log);
  const store = await openStore(settings.store, {
    maxWaitingSpans: settings.maxWaitingSpans,
    idleTimeoutMs,
    now,
    trace: (name, work) => tracing.run(name, work),
  });
  const { sessions, keys } = store;
  const metrics = createServerMetrics(store);
  const access: GuardSettings = {
    authenticate: createAuthenticate({ keys, onLoopback, allowAnonymous, now }),
    limit: settings.rateLimit === Infinity ? undefined : createRateLimit(settings.rateLimit, now),
    limitsWithoutKey: settings.limitsWithoutKey,
    denialLimit: createRateLimit(DENIALS_PER_SECOND, now),
  };
  const admit = createAdmit(access);
  const issueToken = createIssueToken(keys, now);
  const receive = createReceiveTelemetry({ sessions, metrics, now });
  const streams = new EventStreams(EVENT_STREAM_LIMITS);
  metrics.registry.gauge("rootspan_live_streams", "Live streams that are open.", () => [{ value: streams.size }]);

  const app = createApp({ ...settings, log, reportFault });
  const routes = collectRoutes(app);
  const underWay = watchRequests(app.server);
  const addOtherMethods = answerOtherMethods(app);
  traceRequests(app, tracing);
  countRequests(app, metrics);
  app.addHook("preClose", async () => streams.close());
  registerHealthRoutes(app, store);
  registerOpenApiRoutes(app, routes, settings);
  registerSignOutRoute(app, settings.basePath);
  registerPageRoutes(app, { folder: PAGES_FOLDER, basePath: settings.basePath });
  void app.register(
    async (scope) => {
      guard(scope, admit);
      registerOtlpRoutes(scope, { receive, maxBodyBytes, metrics, reportFault });
    },
    { prefix: "/v1" },
  );
  void app.register(
    async (scope) => {
      guard(scope, admit);
      registerRest(scope, { store, settings, streams, prices, reportFault });
      registerSignInRoute(scope, settings.basePath);
    },
    { prefix: "/v2" },
  );
  void app.register(async (scope) => {
    guard(scope, admit);
    registerMetricsRoute(scope, metrics.registry);
    registerTokenCheck(scope);
  });
  void app.register(
    async (scope) => {
      guard(scope, admit);
      const wire = createWireSessions(sessions, now);
      registerAgentopsSessionRoutes(scope, { wire, issueToken, maxBodyBytes, basePath: settings.basePath });
    },
    { prefix: "/v2" },
  );
  void app.register(
    async (scope) => {
      guard(scope, admit);
      registerPublicRoutes(scope, { sessions, prices });
    },
    { prefix: "/public/v1" },
  );
  void app.register(async (scope) => registerTokenRoutes(scope, { ...access, issueToken }));
  void app.register(async () => addOtherMethods());

  let grpc: GrpcServer | undefined;
  try {
    await refuseOpenDoor(settings, store);
    if (settings.grpcPort !== undefined) {
      grpc = await openGrpc({ ...settings, port: settings.grpcPort, admit, receive, metrics, tracing, reportFault });
    }
    await listen(app, settings);
  } catch (error) {
    await grpc?.close();
    await app.close();
    await store.close();
    await tracing.close();
    throw error;
  }
  const { retention } = settings;
  const forgetting = startRetention({ store, retention, intervalMs: RETENTION_INTERVAL_MS, now, log, reportFault });
  let closing: Promise<void> | undefined;
  return {
    url: addressOf(app, settings),
    grpcPort: grpc?.port,
    answersWithoutKey: onLoopback || allowAnonymous,
    close: () =>
      (closing ??= closeAll({ app, grpc, store, tracing, forgetting, underWay }, settings.shutdownTimeoutMs)),
  };
}

/** @throws StartError when what it needs is not installed */
async function startTracing({ tracing, shutdownTimeoutMs }: Settings, log: Log): Promise<Tracing> {
  if (tracing === undefined) return NO_TRACING;
  const timeoutMs = Math.max(1, Math.min(TRACE_TIMEOUT_MS, shutdownTimeoutMs));
  const onLost = (spans: number): void => log("warn", "spans of the server itself were not taken", { spans });
  return openTracing({ ...tracing, timeoutMs, onLost });
}

/** Others than this machine may come in: not without a key, unless that is what was asked for. */
async function refuseOpenDoor({ host, onLoopback, allowAnonymous }: Settings, store: Store): Promise<void> {
  if (onLoopback || allowAnonymous || (await store.keys.listKeys()).length > 0) return;
  throw new StartError(
    `${host} can be reached by other machines, and no API key exists: ` +
      "make one with `rootspan keys create --project NAME`, or pass --allow-anonymous",
  );
}

async function listen(app: FastifyInstance, { host, port }: Settings): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    const reason = code === "EADDRINUSE" ? "the port is in use" : (message ?? "unknown");
    throw new StartError(`cannot listen on ${host}:${port}: ${reason}`, { cause: error });
  }
}

function addressOf(app: FastifyInstance, { host, basePath }: Settings): string {
  const address = app.server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}${basePath}`;
}

interface RunningParts {
  readonly app: FastifyInstance;
  readonly grpc: GrpcServer | undefined;
  readonly store: Store;
  readonly tracing: Tracing;
  readonly forgetting: RetentionTask;
  readonly underWay: RequestsUnderWay;
}

async function closeAll(parts: RunningParts, patienceMs: number): Promise<void> {
  const { app, grpc, store, tracing, forgetting, underWay } = parts;
  const { over } = forgetting.stop();
  const cutOff = setTimeout(() => app.server.closeAllConnections(), patienceMs);
  const closing = app.close();
  const silent = closeSilent(app, underWay);
  try {
    await Promise.all([closing, grpc?.close()]);
  } finally {
    clearTimeout(cutOff);
    await silent;
    await store.close();
    await over;
    await tracing.close();
  }
}

/** Once all is answered, what is left are connections that say nothing, as browsers open them in advance. */
async function closeSilent(app: FastifyInstance, underWay: RequestsUnderWay): Promise<void> {
  await underWay.none();
  await wait(LAST_BYTES_MS);
  app.server.closeAllConnections();
}
