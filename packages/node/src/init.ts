/** The one line that an application adds. */
import {
  currentSession,
  guard,
  inheritFrom,
  log,
  openSessions,
  type Session,
  type SessionOptions,
  setSessionClient,
  startInitialSession,
  watchOpenSessions,
} from "@rootspan/sdk";
import type { QueueCounters } from "./export-queue.ts";
import { watchHostEnvironment } from "./host-environment/watch-host-environment.ts";
import { startInstrumentations } from "./instrument.ts";
import type { InitOptions } from "./options.ts";
import { openPipeline } from "./pipeline.ts";
import { watchProcessEnd } from "./process-end/watch-process-end.ts";
import { openReceiver } from "./receiver.ts";
import { contentLimits, resolveSettings, type Settings } from "./settings.ts";

/** What became of spans, since `init`. */
export interface ExportCounters extends QueueCounters {
  /** Spans of other processes, which had died, that this one has delivered. */
  readonly recovered: number;
}

interface Running {
  readonly counters: () => ExportCounters;
  readonly flush: () => Promise<void>;
  readonly shutdown: () => Promise<void>;
}

const SHUTDOWN_REASON = "N/A (shutdown() was called without calling session.end(...))";

/** The longest that a process is kept alive at its end. */
const EXIT_PATIENCE_MS = 2_000;

/** On the global object, because an application may load the ES module and the CommonJS build of this package. */
const KEY = Symbol.for("rootspan.node.running.1");
const holder = globalThis as { [KEY]?: Running | undefined };

/**
 * Instruments the libraries that are known, exports spans by OTLP, and starts a session for the whole process.
 * A second call changes no setting and returns the session that is open, or a new one.
 * @returns the session, or undefined with `autoStartSession: false`
 * @throws RootspanError `INVALID_OPTIONS`, listing every bad option and environment variable
 */
export function init(options: InitOptions & { readonly autoStartSession: false }): undefined;
export function init(options?: InitOptions & { readonly autoStartSession?: true }): Session;
export function init(options?: InitOptions): Session | undefined;
export function init(options: InitOptions = {}): Session | undefined {
  if (holder[KEY] !== undefined) {
    log.warn("init() was called before; this call changes no setting. Use startSession() for a further session");
    return options.autoStartSession === false ? undefined : (currentSession() ?? startInitialSession());
  }
  const settings = resolveSettings(options, process.env);
  const earlier = new Set(openSessions());
  const { provider, queue, connection, backing, close } = openPipeline(settings);
  const unwatch = watchProcessEnd({
    openSessions,
    watchOpenSessions,
    flush: () => queue.forceFlush(true),
    // What is not delivered by then stays in the journal, and the next process sends it.
    onExit: () => backing?.close(),
    flushTimeoutMs: Math.min(settings.exportTimeoutMs, EXIT_PATIENCE_MS),
  });
  const stopInstrumentations = startInstrumentations(settings, provider);
  // With an exporter of the application's own, nothing is known of the receiver.
  const receiver = settings.exporter === undefined ? openReceiver(connection, backing?.belongsTo) : undefined;
  setSessionClient({
    tracerProvider: provider,
    defaultTags: settings.defaultTags,
    content: contentLimits(settings),
    spansHoldContent: settings.contentOn !== "event",
    sessionDefaults: sessionDefaults(settings),
    // A session may join although the option says that sessions do not.
    inherited: inheritFrom(process.env, (fault) => (settings.inherit ? log.warn(fault) : log.debug(fault))),
    projectId: () => receiver?.projectId(),
    hostEnvironment: watchHostEnvironment(settings.hostEnvironment),
    flush: () => queue.forceFlush(),
    endTimeoutMs: settings.exportTimeoutMs,
    logSummary: settings.logSummary ? (line) => console.info(line) : (line) => log.info(line),
    urlOf: (sessionId) => (receiver === undefined ? undefined : `${connection.address}/sessions/${sessionId}`),
    sendFile: receiver?.sendFile,
  });
  holder[KEY] = {
    counters: () => ({ ...queue.counters(), recovered: backing?.recovered() ?? 0 }),
    flush: () => queue.forceFlush(),
    async shutdown() {
      unwatch();
      // Nothing can be delivered of them afterwards, and the next process would take them for lost.
      for (const session of openSessions()) {
        if (earlier.has(session)) continue;
        guard("shutdown", () => session.endNow("Indeterminate", { reason: SHUTDOWN_REASON, isAutoEnd: true }));
      }
      stopInstrumentations();
      setSessionClient(undefined);
      await close().catch((fault: unknown) => log.debug("the provider did not shut down", fault));
    },
  };
  if (settings.autoStartSession) return startInitialSession(initialOptions(settings));
  if (settings.inheritedSessionId !== undefined) {
    log.warn("inheritedSessionId is not used: with autoStartSession: false, give it to startSession()");
  }
  return undefined;
}

function sessionDefaults({
  inherit,
  sessionBudgetUsd,
  onBudget,
  stopAtBudget,
  skipAutoEndSession,
}: Settings): SessionOptions {
  return {
    inherit,
    ...(sessionBudgetUsd !== undefined && { sessionBudgetUsd }),
    ...(onBudget !== undefined && { onBudget }),
    ...(stopAtBudget !== undefined && { stopAtBudget }),
    ...(skipAutoEndSession !== undefined && { skipAutoEndSession }),
  };
}

function initialOptions({ sessionName, inheritedSessionId, video }: Settings): SessionOptions {
  return {
    ...(sessionName !== undefined && { name: sessionName }),
    ...(inheritedSessionId !== undefined && { inheritedSessionId }),
    ...(video !== undefined && { video }),
  };
}

/** What became of the spans of this process; all zero before `init`. */
export function exportCounters(): ExportCounters {
  return holder[KEY]?.counters() ?? { exported: 0, dropped: 0, refused: 0, waiting: 0, recovered: 0 };
}

/** Delivers what has ended, within the export timeout: for places that freeze between requests. Never rejects. */
export async function flush(): Promise<void> {
  await holder[KEY]?.flush();
}

/**
 * Ends the sessions that are open as `Indeterminate`, delivers what waits, within the export timeout, and undoes `init`.
 * Sessions that an application started without `init`, or with `skipAutoEndSession`, stay open. Never rejects.
 */
export async function shutdown(): Promise<void> {
  const running = holder[KEY];
  holder[KEY] = undefined;
  await running?.shutdown();
}
