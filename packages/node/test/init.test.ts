/** What init() sets up, and what it leaves alone. */
import { context, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, type ReadableSpan, type SpanExporter } from "@opentelemetry/sdk-trace-base";
import {
  currentSession,
  exportCounters,
  flush,
  init,
  type InitOptions,
  record,
  RootspanError,
  type Session,
  SessionSpanProcessor,
  shutdown,
  startSession,
} from "../src/index.ts";

function memory(): { readonly exporter: SpanExporter; readonly spans: ReadableSpan[] } {
  const spans: ReadableSpan[] = [];
  const exporter: SpanExporter = {
    export(batch, done) {
      spans.push(...batch);
      done({ code: 0 });
    },
    shutdown: async () => {},
  };
  return { exporter, spans };
}

const quiet: InitOptions = { instrument: false, hostEnvironment: "off" };
let open: Session[] = [];

/** Starts a session that the test need not end. */
function initial(options: InitOptions): Session {
  const session = init({ ...quiet, ...options })!;
  open.push(session);
  return session;
}

afterEach(async () => {
  await Promise.all(open.map((session) => session.end()));
  open = [];
  await shutdown();
  trace.disable();
  context.disable();
});

describe("init", () => {
  it("returns a session that stands for all code outside any run, and is exported under its own id", async () => {
    const { exporter, spans } = memory();
    const session = initial({ exporter, sessionName: "main", defaultTags: ["a"], serviceName: "shop" });
    expect(currentSession()).toBe(session);
    record({ kind: "action", name: "work" });
    trace.getTracer("the application's").startSpan("its own").end();
    await session.end("Success");

    const root = spans.find(({ name }) => name === "session main")!;
    expect(root.spanContext()).toMatchObject({
      traceId: session.id.replaceAll("-", ""),
      spanId: session.id.replaceAll("-", "").slice(16),
    });
    expect(root.parentSpanContext).toBeUndefined();
    expect(spans.map(({ name }) => name)).toEqual(["session.start", "work", "its own", "session main"]);
    expect(spans.slice(1, 3).map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([
      root.spanContext().spanId,
      root.spanContext().spanId,
    ]);
    expect(root.resource.attributes).toMatchObject({
      "service.name": "shop",
      "telemetry.distro.name": "rootspan",
      "process.pid": process.pid,
    });
    expect(exportCounters()).toEqual({ exported: 4, dropped: 0, refused: 0, waiting: 0, recovered: 0 });
  });

  it("starts none with autoStartSession: false", async () => {
    const { exporter, spans } = memory();
    expect(init({ ...quiet, exporter, autoStartSession: false })).toBeUndefined();
    expect(currentSession()).toBeUndefined();
    await flush();
    expect(spans).toEqual([]);
  });

  it("leaves a provider and a context manager that the application registered in place", async () => {
    const provider = new BasicTracerProvider();
    const manager = new AsyncLocalStorageContextManager().enable();
    trace.setGlobalTracerProvider(provider);
    context.setGlobalContextManager(manager);
    const active = jest.spyOn(manager, "active");
    const { exporter, spans } = memory();
    const session = initial({ exporter });
    trace.getTracer("the application's").startSpan("its own").end();
    session.record({ kind: "action", name: "ours" });
    await session.end();
    expect(trace.getTracerProvider()).toMatchObject({ _delegate: provider });
    expect(active).toHaveBeenCalled();
    expect(spans.map(({ name }) => name)).toEqual(["session.start", "ours", "session"]);
  });

  it("gives way to a provider that the application registers later", async () => {
    const { exporter, spans } = memory();
    const session = initial({ exporter });
    const theirs: string[] = [];
    const provider = new BasicTracerProvider({
      spanProcessors: [
        {
          onStart() {},
          onEnd: (span) => void theirs.push(span.name),
          forceFlush: async () => {},
          shutdown: async () => {},
        },
      ],
    });
    expect(trace.setGlobalTracerProvider(provider)).toBe(true);
    trace.getTracer("the application's").startSpan("its own").end();
    await session.end();
    expect(theirs).toEqual(["its own"]);
    expect(spans.map(({ name }) => name)).toEqual(["session.start", "session"]);
  });

  it("leaves a span that the application made active as it is", () => {
    const session = initial({ exporter: memory().exporter });
    const span = new BasicTracerProvider().getTracer("theirs").startSpan("theirs");
    expect(trace.getActiveSpan()).toBe(session.rootSpan);
    context.with(trace.setSpan(ROOT_CONTEXT, span), () => expect(trace.getActiveSpan()).toBe(span));
  });

  it("survives processors of the application that throw", async () => {
    const { exporter, spans } = memory();
    const broken = () => {
      throw new Error("broken processor");
    };
    const processor = {
      onStart: broken,
      onEnding: broken,
      onEnd: broken,
      forceFlush: async () => {},
      shutdown: async () => {},
    };
    await initial({ exporter, spanProcessors: [processor, new SessionSpanProcessor()] }).end("Success");
    expect(spans.map(({ name }) => name)).toEqual(["session.start", "session"]);
  });

  it("does nothing the second time, and starts anew after shutdown", async () => {
    const first = memory();
    const session = initial({ exporter: first.exporter });
    expect(init({ ...quiet, exporter: memory().exporter })).toBe(session);
    await session.end();
    expect(init({ ...quiet, exporter: memory().exporter })).not.toBe(session);
    await currentSession()!.end();
    await shutdown();
    trace.getTracer("the application's").startSpan("between").end();
    const second = memory();
    await initial({ exporter: second.exporter, sessionName: "again" }).end();
    expect(second.spans.map(({ name }) => name)).toEqual(["session.start", "session again"]);
    expect(first.spans.map(({ name }) => name)).toEqual(["session.start", "session", "session.start", "session"]);
    expect(exportCounters()).toMatchObject({ exported: 2, dropped: 0 });
  });

  it("ends with shutdown the sessions that are open, so that they are delivered and not lost", async () => {
    const { exporter, spans } = memory();
    const kept = init({ ...quiet, exporter, sessionName: "kept", skipAutoEndSession: true })!;
    open.push(kept);
    const ended = startSession({ name: "ended", skipAutoEndSession: false });
    await shutdown();
    expect(spans.find(({ name }) => name === "session ended")?.attributes).toMatchObject({
      "rootspan.session.end_state": "Indeterminate",
      "rootspan.session.end_state_reason": "N/A (shutdown() was called without calling session.end(...))",
    });
    expect([ended.endTime, kept.endTime]).toEqual([expect.any(Date), undefined]);
  });

  it("lets one session join although the option says that sessions do not", async () => {
    const id = "018f6a1e-0000-7000-8000-00000000abcd";
    process.env["BAGGAGE"] = `session.id=${id}`;
    try {
      const { exporter } = memory();
      const own = initial({ exporter, inherit: false });
      const joined = startSession({ inherit: true });
      const other = startSession();
      open.push(joined, other);
      expect([own.isOwner, joined.isOwner, other.isOwner, joined.id]).toEqual([true, false, true, id]);
    } finally {
      delete process.env["BAGGAGE"];
    }
  });

  it("throws one error with every fault of the options, and sets nothing up", () => {
    const start = () => init({ endpoint: "nowhere", maxQueueSpans: -1 } as InitOptions);
    expect(start).toThrow(RootspanError);
    expect(start).toThrow(/2 bad option\(s\):\n- endpoint must be .*\n- maxQueueSpans must be /);
    expect(currentSession()).toBeUndefined();
    expect(exportCounters().waiting).toBe(0);
  });

  it("keeps content out of spans with captureContent: false", async () => {
    const { exporter, spans } = memory();
    const session = initial({ exporter, captureContent: false });
    const secret = "my secret";
    session.record({
      kind: "action",
      name: "work",
      params: { secret },
      returns: secret,
      logs: secret,
      screenshot: secret,
    });
    session.record({ kind: "tool", name: "search", params: secret, returns: [secret] });
    session.record({ kind: "llm", model: "m", prompt: secret, completion: { role: "assistant", content: secret } });
    session.record({ kind: "error", error: new Error(secret), details: secret });
    await session.end("Failure");
    expect(spans).toHaveLength(6);
    expect(
      JSON.stringify(spans.map(({ attributes, status, events }) => ({ attributes, status, events }))),
    ).not.toContain(secret);
  });

  it("prices by the user's own list, runs further processors, and prints the summary line when asked", async () => {
    const { exporter, spans } = memory();
    const ended: string[] = [];
    const processor = {
      onStart() {},
      onEnd: (span: ReadableSpan) =>
        void ended.push(`${span.name} ${String(span.attributes["gen_ai.usage.cost.source"])}`),
      forceFlush: async () => {},
      shutdown: async () => {},
    };
    const printed = jest.spyOn(console, "info").mockImplementation(() => {});
    const session = initial({
      exporter,
      spanProcessors: [processor],
      logSummary: true,
      prices: { mine: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 } },
    });
    session.record({ kind: "llm", model: "mine", inputTokens: 1_500_000, outputTokens: 0 });
    expect(await session.end("Success")).toBe("1.500000");
    expect(ended).toContain("chat mine override");
    expect(spans).toHaveLength(3);
    expect(printed.mock.calls).toEqual([[expect.stringContaining("Session Stats - Duration: ")]]);
    printed.mockRestore();
  });

  it("keeps a startSession of the application apart from the initial one", async () => {
    const { exporter, spans } = memory();
    const first = initial({ exporter });
    const second = startSession({ name: "second" });
    second.run(() => record({ kind: "action", name: "in the second" }));
    record({ kind: "action", name: "in the first" });
    await second.end();
    await first.end();
    const sessionOf = (name: string) => spans.find((span) => span.name === name)?.attributes["session.id"];
    expect(sessionOf("in the second")).toBe(second.id);
    expect(sessionOf("in the first")).toBe(first.id);
  });
});
