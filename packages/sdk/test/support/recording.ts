/** A client of sessions on sdk-trace-base 2.12 that keeps what has ended. */
import { context, diag, DiagLogLevel, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider } from "@opentelemetry/sdk-trace-base";
import { type ReadableSpanLike, type SessionClient, SessionSpanProcessor, setSessionClient } from "../../src/index.ts";
import { sharedState } from "../../src/shared-state.ts";

export interface Recording {
  readonly ended: ReadableSpanLike[];
  /** What went to `diag`, of level warn and above. */
  readonly told: string[];
  readonly provider: BasicTracerProvider;
  find(name: string): ReadableSpanLike;
  /** One line a span, in the order of start, indented below its parent: `name status`. Markers are left out. */
  tree(): string;
}

/** Registers hooks that undo it. */
export function startRecording(client: Partial<SessionClient> = {}): Recording {
  const ended: ReadableSpanLike[] = [];
  const told: string[] = [];
  const tell = (_message: string, ...rest: unknown[]): void => void told.push(rest.join(" "));
  diag.setLogger(
    { error: tell, warn: tell, info() {}, debug() {}, verbose() {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const keep = {
    onStart() {},
    onEnd: (span: ReadableSpanLike) => void ended.push(span),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const prices = { "my-model": { inputUsdPerMTok: 2, outputUsdPerMTok: 4 } };
  const provider = new BasicTracerProvider({ spanProcessors: [new SessionSpanProcessor({ prices }), keep] });
  setSessionClient({
    tracerProvider: provider,
    defaultTags: [],
    content: { captureContent: true, maxAttributeBytes: 10_000 },
    sessionDefaults: {},
    inherited: undefined,
    projectId: () => undefined,
    hostEnvironment: undefined,
    flush: async () => {},
    logSummary: () => {},
    urlOf: () => undefined,
    sendFile: undefined,
    ...client,
  });
  return {
    ended,
    told,
    provider,
    find: (name) => ended.find((span) => span.name === name)!,
    tree: () => treeOf(ended),
  };
}

export async function stopRecording(): Promise<void> {
  await Promise.all([...sharedState().open].map((session) => session.end()));
  sharedState().initial = undefined;
  sharedState().warned.clear();
  setSessionClient(undefined);
  context.disable();
  trace.disable();
  diag.disable();
}

function treeOf(spans: readonly ReadableSpanLike[]): string {
  const status = ["", " ok", " error"];
  const lines = (parent: string | undefined, indent: string): string[] =>
    spans
      .filter((span) => span.attributes["rootspan.kind"] !== "marker" && span.parentSpanContext?.spanId === parent)
      .toSorted((a, b) => a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1])
      .flatMap((span) => [
        `${indent}${span.name}${status[span.status.code]}`,
        ...lines(span.spanContext().spanId, `${indent}  `),
      ]);
  return lines(undefined, "").join("\n");
}
