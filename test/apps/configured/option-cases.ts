/** For each option of `init` a case that shows what it does. */
import fs, { existsSync, readdirSync, readFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ReadableSpan, SpanExporter, SpanProcessor } from "@opentelemetry/sdk-trace-node";
import OpenAI from "openai";
import { exportCounters, type InitOptions, startSession } from "rootspan";
import type { Receiver } from "./receiver.ts";
import type { Stage } from "./stage.ts";

export interface OptionCase {
  readonly value: unknown;
  /** What the variable says for the same; absent where there is no variable. */
  readonly text?: string;
  /** Other options, in each way of the case. */
  readonly with?: InitOptions;
  /** Variables, in each way of the case. Undefined ones are not set. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** What a user, or a receiver, then sees. */
  readonly observe: (stage: Stage) => unknown;
}

/** Ids of a session that another process might have started. */
const GIVEN = "018f6a1e-0000-7000-8000-00000000abcd";
const COSTS_A_DOLLAR = { kind: "llm", model: "m", costUsd: 1 } as const;

/** @param folder an empty one, for whatever needs one */
export function createOptionCases(receiver: Receiver, folder: string): Readonly<Record<keyof InitOptions, OptionCase>> {
  const told: string[] = [];
  const own = createExporter();
  const seen = createProcessor();
  return {
    apiKey: { value: "k-7", text: "k-7", observe: header("authorization") },
    endpoint: {
      value: `${receiver.url}/own/`,
      text: `${receiver.url}/own`,
      async observe(stage) {
        const paths = await pathsOf(stage);
        return [...paths, new URL(stage.session.url!).pathname.replace(stage.session.id, "{id}")];
      },
    },
    protocol: {
      value: "http/json",
      text: "http/json",
      environment: { OTEL_EXPORTER_OTLP_PROTOCOL: undefined },
      observe: encoding,
    },
    headers: { value: { "x-team": "agents" }, text: "x-team=agents", observe: header("x-team") },
    serviceName: { value: "shop", text: "shop", observe: resource("service.name") },
    autoStartSession: { value: false, text: "false", observe: ({ started }) => started !== undefined },
    sessionName: {
      value: "nightly",
      text: "nightly",
      observe: async (stage) => (await spansOf(stage)).map(({ name }) => name).at(-1),
    },
    defaultTags: {
      value: ["a", "b"],
      text: "a, b",
      async observe({ session }) {
        await using further = startSession({ tags: ["c"] });
        return [session.tags, further.tags];
      },
    },
    instrument: { value: false, text: "false", observe: llmCalls },
    captureContent: { value: false, text: "false", observe: params("a word") },
    contentOn: { value: "event", text: "event", observe: placesOfContent },
    requestStreamUsage: { value: true, text: "true", observe: streamedTokens },
    maxAttributeBytes: {
      value: 300,
      text: "300",
      observe: async (stage) => String(await params("x".repeat(1_000))(stage)).length <= 300,
    },
    redact: {
      value: (item: unknown) => (typeof item === "string" ? item.toUpperCase() : item),
      observe: params("a word"),
    },
    hostEnvironment: {
      value: "minimal",
      text: "minimal",
      environment: { ROOTSPAN_HOST_ENVIRONMENT: undefined },
      async observe(stage) {
        const spans = await spansOf(stage);
        const known = stage.session.hostEnvironment ?? {};
        return ["CPU" in known, "Project Working Directory" in known, "host.name" in spans.at(-1)!.resource];
      },
    },
    inheritedSessionId: {
      value: GIVEN.replaceAll("-", ""),
      text: GIVEN,
      observe: ({ session }) => [session.id === GIVEN, session.isOwner],
    },
    inherit: {
      value: false,
      text: "false",
      environment: {
        TRACEPARENT: `00-${GIVEN.replaceAll("-", "")}-00000000000000ff-01`,
        BAGGAGE: `session.id=${GIVEN}`,
      },
      observe: ({ session }) => [session.id === GIVEN, session.isOwner],
    },
    skipAutoEndSession: {
      value: true,
      text: "true",
      async observe({ session }) {
        await session.end("Failure", { isAutoEnd: true });
        return session.endTime === undefined;
      },
    },
    video: {
      value: "https://videos.example/1.webm",
      text: "https://videos.example/1.webm",
      observe: async (stage) => (await spansOf(stage)).at(-1)!.attributes["rootspan.session.video"],
    },
    sessionBudgetUsd: { value: 0.5, text: "0.5", with: { stopAtBudget: true }, observe: askAfterADollar },
    onBudget: {
      value: () => void told.push("told"),
      with: { sessionBudgetUsd: 0.5 },
      async observe({ session }) {
        told.length = 0;
        session.record(COSTS_A_DOLLAR);
        await pause(1);
        return [...told];
      },
    },
    stopAtBudget: { value: true, text: "true", with: { sessionBudgetUsd: 0.5 }, observe: askAfterADollar },
    journal: {
      value: join(folder, "own"),
      text: join(folder, "own"),
      environment: { ROOTSPAN_JOURNAL: undefined, XDG_STATE_HOME: join(folder, "state") },
      observe: holdsSpans(folder, "own", "state/rootspan/journal"),
    },
    maxJournalBytes: {
      value: 4_096,
      text: "4096",
      with: { maxQueueSpans: 1 },
      environment: { ROOTSPAN_JOURNAL: join(folder, "small") },
      observe: dropsSome,
    },
    journalSync: {
      value: "always",
      text: "always",
      environment: { ROOTSPAN_JOURNAL: join(folder, "synced") },
      observe: countSyncs,
    },
    maxQueueBytes: { value: 10_000, text: "10000", observe: dropsSome },
    maxQueueSpans: {
      value: 10,
      text: "10",
      observe: dropsSome,
    },
    flushIntervalMs: {
      value: 3_600_000,
      text: "3600000",
      async observe({ session, receiver: { spans }, way }) {
        const hasArrived = (name: string): boolean => spans().some((span) => span.name === name);
        await until(() => hasArrived("session.start"));
        session.record({ kind: "action", name: "work" });
        // Three seconds are long enough for the default of one second, where the option were ignored.
        return until(() => hasArrived("work"), way === "default" ? 30_000 : 3_000);
      },
    },
    exportTimeoutMs: { value: 100, text: "100", observe: endsUnanswered },
    prices: {
      value: { mine: { inputUsdPerMTok: 1, outputUsdPerMTok: 2 } },
      text: '{"mine":{"inputUsdPerMTok":1,"outputUsdPerMTok":2}}',
      observe({ session }) {
        session.record({ kind: "llm", model: "mine", inputTokens: 1_000_000, outputTokens: 1_000_000 });
        return session.end("Success");
      },
    },
    logSummary: {
      value: true,
      text: "true",
      async observe({ session }) {
        const { info } = console;
        const lines: string[] = [];
        console.info = (line: string) => void lines.push(line.replace(/\d/g, "0"));
        await session.end("Success");
        console.info = info;
        return lines;
      },
    },
    exporter: {
      value: own.exporter,
      async observe({ session, receiver: { exports } }) {
        await session.end("Success");
        return { own: [...own.names], received: exports.length > 0 };
      },
    },
    spanProcessors: {
      value: [seen.processor],
      async observe({ session }) {
        await session.end("Success");
        return [...seen.names];
      },
    },
  };
}

export async function spansOf({ session, receiver }: Stage): Promise<ReturnType<Receiver["spans"]>> {
  await session.end("Success");
  return receiver.spans();
}

export async function pathsOf({ session, receiver }: Stage): Promise<readonly string[]> {
  await session.end("Success");
  return [...new Set(receiver.exports.map(({ path }) => path))];
}

/** Content type and, to show that it can be decoded, whether the body is JSON. */
export async function encoding({ session, receiver }: Stage): Promise<unknown> {
  await session.end("Success");
  const { headers, body } = receiver.exports.at(-1)!;
  return { type: headers["content-type"], id: session.id, body: body.toString("base64") };
}

export function header(name: string): (stage: Stage) => Promise<unknown> {
  return async ({ session, receiver }) => {
    await session.end("Success");
    return receiver.exports.at(-1)!.headers[name] ?? null;
  };
}

export function resource(name: string): (stage: Stage) => Promise<unknown> {
  return async (stage) => (await spansOf(stage)).at(-1)!.resource[name] ?? null;
}

export function params(content: string): (stage: Stage) => Promise<unknown> {
  return async (stage) => {
    stage.session.record({ kind: "action", name: "say", params: content });
    const spans = await spansOf(stage);
    return spans.find(({ name }) => name === "say")!.attributes["rootspan.event.params"] ?? null;
  };
}

/** Where the prompt of a call is found; logs are registered as an application's SDK does it. */
async function placesOfContent(stage: Stage): Promise<readonly string[]> {
  const records: unknown[] = [];
  const provider = { getLogger: () => ({ emit: (record: object) => records.push(record) }) };
  const registries = globalThis as { [key: symbol]: unknown };
  const registry = Symbol.for("io.opentelemetry.js.api.logs");
  registries[registry] = () => provider;
  try {
    await stage.ask();
  } finally {
    delete registries[registry];
  }
  const places = {
    span: await spansOf(stage),
    event: (records as { attributes: object }[]).map((record) => record.attributes),
  };
  return Object.entries(places).flatMap(([place, told]) => (JSON.stringify(told).includes("hello") ? [place] : []));
}

async function streamedTokens({ session }: Stage): Promise<unknown> {
  const messages = [{ role: "user" as const, content: "hello" }];
  for await (const _ of await new OpenAI().chat.completions.create({ model: "gpt-4o-mini", messages, stream: true }));
  return session.getAnalytics().inputTokens;
}

export async function llmCalls({ session, ask }: Stage): Promise<unknown> {
  await ask();
  return session.getAnalytics().llmCalls;
}

/** Whether the end comes, long before the default of 10 s where the option is given. */
export async function endsUnanswered({ session, receiver, way }: Stage): Promise<boolean> {
  receiver.hold();
  let hasEnded = false;
  void session.end("Success").then(() => (hasEnded = true));
  return until(() => hasEnded, way === "default" ? 1_000 : 8_000);
}

/** Of fifty spans. */
function dropsSome({ session, receiver }: Stage): boolean {
  receiver.hold();
  for (let index = 0; index < 50; index += 1) session.record({ kind: "action", name: "work" });
  return exportCounters().dropped > 0;
}

/** How often three spans make the process wait for the disk. */
function countSyncs({ session }: Stage): number {
  const { fdatasyncSync } = fs;
  let count = 0;
  fs.fdatasyncSync = (file) => {
    count += 1;
    fdatasyncSync(file);
  };
  syncBuiltinESMExports();
  try {
    for (let index = 0; index < 3; index += 1) session.record({ kind: "action", name: "work" });
  } finally {
    fs.fdatasyncSync = fdatasyncSync;
    syncBuiltinESMExports();
  }
  return count;
}

/** Which of these folders in `folder` hold a span that the receiver has not acknowledged. */
export function holdsSpans(folder: string, ...names: readonly string[]): OptionCase["observe"] {
  return ({ session, receiver }) => {
    receiver.hold();
    session.record({ kind: "action", name: "unacknowledged" });
    return names.filter((name) => filesBelow(join(folder, name)).some((file) => file.includes("unacknowledged")));
  };
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}

async function askAfterADollar({ session, ask }: Stage): Promise<unknown> {
  session.record(COSTS_A_DOLLAR);
  return ask();
}

/** @returns whether it became so in time */
async function until(isSo: () => boolean, limitMs = 30_000): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < limitMs && !isSo(); waitedMs += 10) await pause(10);
  return isSo();
}

function createExporter(): { readonly exporter: SpanExporter; readonly names: readonly string[] } {
  const names: string[] = [];
  const exporter: SpanExporter = {
    export(batch, done) {
      names.push(...batch.map(({ name }) => name));
      done({ code: 0 });
    },
    shutdown: async () => {},
  };
  return { exporter, names };
}

function createProcessor(): { readonly processor: SpanProcessor; readonly names: readonly string[] } {
  const names: string[] = [];
  const processor: SpanProcessor = {
    onStart() {},
    onEnd: (span: ReadableSpan) => void names.push(span.name),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  return { processor, names };
}
