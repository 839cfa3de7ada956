/** Three sessions of a process whose end is watched; what they become is written to a file, span by span, at once. */
import { appendFileSync } from "node:fs";
import {
  openSessions,
  type Session,
  setSessionClient,
  startInitialSession,
  startSession,
  watchOpenSessions,
} from "@rootspan/sdk";
import type { ExportQueue } from "../../../src/export-queue.ts";
import { init, type InitOptions, shutdown } from "../../../src/index.ts";
import { openPipeline } from "../../../src/pipeline.ts";
import { watchProcessEnd } from "../../../src/process-end/watch-process-end.ts";
import { contentLimits, resolveSettings } from "../../../src/settings.ts";

export interface Started {
  readonly sessions: readonly Session[];
  readonly stop: () => void;
}

const { RECEIVER, JOURNAL, SKIP_AUTO_END, TWICE, NEVER_FLUSHES, FLUSH_TIMEOUT_MS, EVIDENCE } = process.env;

const options = {
  endpoint: RECEIVER!,
  protocol: "http/json",
  instrument: false,
  hostEnvironment: "off",
  spanProcessors: [
    {
      onStart: () => {},
      onEnd: ({ name, attributes, status }) => note({ name, attributes, status }),
      forceFlush: async () => {},
      shutdown: async () => {},
    },
  ],
} satisfies InitOptions;

export function startSessions(): Started {
  if (JOURNAL === undefined) return { stop: openByHand(), sessions: start() };
  init({ ...options, journal: JOURNAL, autoStartSession: false });
  return { sessions: start(), stop: () => void shutdown() };
}

function start(): readonly Session[] {
  return [
    startInitialSession({ name: "main" }),
    startSession({ name: "silent", captureContent: false }),
    startSession({ name: "part", inheritedSessionId: "0192f0c1-2b3c-7d4e-8f50-617283940516" }),
  ];
}

/** What `init` opens, without a journal, and with bounds that a test chooses. */
function openByHand(): () => void {
  const settings = resolveSettings({ ...options, journal: false }, {});
  const { provider, queue } = openPipeline(settings);
  setSessionClient({
    tracerProvider: provider,
    defaultTags: [],
    content: contentLimits(settings),
    sessionDefaults: { skipAutoEndSession: SKIP_AUTO_END === "1" },
    inherited: undefined,
    projectId: () => undefined,
    hostEnvironment: undefined,
    flush: () => queue.forceFlush(),
    logSummary: () => {},
    urlOf: () => undefined,
    sendFile: undefined,
  });
  const stop = watch(queue);
  // As when another version of the package is in the process.
  if (TWICE === "1") watch(queue);
  return stop;
}

function watch(queue: ExportQueue): () => void {
  return watchProcessEnd({
    openSessions,
    watchOpenSessions,
    flush: NEVER_FLUSHES === "1" ? () => new Promise<void>(() => {}) : () => queue.forceFlush(),
    onExit: () => note({ counters: queue.counters() }),
    flushTimeoutMs: Number(FLUSH_TIMEOUT_MS),
  });
}

function note(line: unknown): void {
  appendFileSync(EVIDENCE!, `${JSON.stringify(line)}\n`);
}
