/** What `init()` tells the OpenTelemetry API: how it serves an application without an SDK, and how it gives way to one. */
import { context, diag, type DiagLogger, DiagLogLevel, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import type * as Api from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, type ReadableSpan, type SpanProcessor } from "@opentelemetry/sdk-trace-base";
import { currentSession, type Session, setSessionClient, startInitialSession, startSession } from "@rootspan/sdk";
import { type GlobalApi, openGlobalApi } from "../src/global-api.ts";

const REGISTRY = Symbol.for("opentelemetry.js.api.1");
const holder = globalThis as { [REGISTRY]?: object };

/** A provider and the names of the spans that it has made. */
function createProvider(): { readonly provider: BasicTracerProvider; readonly names: string[]; spans: ReadableSpan[] } {
  const names: string[] = [];
  const spans: ReadableSpan[] = [];
  const processor: SpanProcessor = {
    onStart() {},
    onEnd(span) {
      names.push(span.name);
      spans.push(span);
    },
    async forceFlush() {},
    async shutdown() {},
  };
  return { provider: new BasicTracerProvider({ spanProcessors: [processor] }), names, spans };
}

/** Of a span that is made outside of sessions too. */
const MODEL_CALL = { attributes: { "gen_ai.operation.name": "chat" } };

let ours: ReturnType<typeof createProvider>;
let theirs: ReturnType<typeof createProvider>;
let globalApi: GlobalApi;
let sessions: Session[];

function start(name: string): Session {
  const session = startSession({ name });
  sessions.push(session);
  return session;
}

beforeEach(() => {
  ours = createProvider();
  theirs = createProvider();
  sessions = [];
  globalApi = openGlobalApi(ours.provider);
  globalApi.offerTo({ trace, context });
});

afterEach(async () => {
  await Promise.all(sessions.map((session) => session.end()));
  globalApi.close();
  trace.disable();
  context.disable();
  diag.disable();
  delete holder[REGISTRY];
});

describe("while the application has registered nothing", () => {
  it("makes its spans here, one below the other over timers, and registers nothing", async () => {
    start("a");
    await trace.getTracer("app").startActiveSpan("outer", async (outer) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      trace.getTracer("app").startSpan("inner").end();
      outer.end();
    });
    expect(ours.names).toEqual(["session.start", "inner", "outer"]);
    expect(ours.spans[1]!.parentSpanContext?.spanId).toBe(ours.spans[2]!.spanContext().spanId);
    expect(holder[REGISTRY]).toBeUndefined();
  });

  it("makes of spans outside of sessions those of models and agents alone, and what is below them", async () => {
    const tracer = trace.getTracer("app");
    tracer.startActiveSpan("GET /", (request) => {
      expect(request.isRecording()).toBe(false);
      tracer.startSpan("render").end();
      tracer.startActiveSpan("invoke_agent", { attributes: { "gen_ai.operation.name": "invoke_agent" } }, (agent) => {
        tracer.startSpan("think").end();
        tracer.startSpan("elsewhere", { root: true }).end();
        agent.end();
      });
      request.end();
    });
    expect(ours.names).toEqual(["think", "invoke_agent"]);
    const session = start("a");
    session.run(() => tracer.startActiveSpan("GET /", (request) => request.end()));
    expect(ours.names.slice(2)).toEqual(["session.start", "GET /"]);
    await session.end();
    tracer.startSpan("afterwards").end();
    expect(ours.names).not.toContain("afterwards");
  });

  it("serves every copy of the API with one context", () => {
    start("a");
    let copy!: typeof Api;
    jest.isolateModules(() => {
      copy = jest.requireActual<typeof Api>("@opentelemetry/api");
    });
    expect(copy.context).not.toBe(context);
    copy.trace.getTracer("lost").startSpan("before").end();
    globalApi.offerTo(copy);
    copy.trace.getTracer("app").startActiveSpan("outer", (outer) => {
      expect(trace.getActiveSpan()).toBe(outer);
      trace.getTracer("app").startSpan("inner").end();
      outer.end();
    });
    expect(ours.names).toEqual(["session.start", "inner", "outer"]);
  });

  it("puts nobody aside who has pointed the API elsewhere without registering", () => {
    globalApi.close();
    const proxy = trace.getTracerProvider() as Api.ProxyTracerProvider;
    proxy.setDelegate(theirs.provider);
    globalApi.offerTo({ trace, context });
    trace.getTracer("app").startSpan("theirs").end();
    globalApi.close();
    expect(proxy.getDelegate()).toBe(theirs.provider);
    expect([ours.names, theirs.names]).toEqual([[], ["theirs"]]);
  });
});

describe("when the application registers its own", () => {
  it("lets both registrations succeed without a word, and takes no part in them", () => {
    const said: string[] = [];
    const take = (message: string): void => void said.push(message);
    const logger: DiagLogger = { error: take, warn: take, info: take, debug: () => {}, verbose: () => {} };
    diag.setLogger(logger, DiagLogLevel.ALL);
    const manager = new AsyncLocalStorageContextManager();
    const run = jest.spyOn(manager, "with");
    expect(context.setGlobalContextManager(manager)).toBe(true);
    expect(trace.setGlobalTracerProvider(theirs.provider)).toBe(true);
    trace.getTracer("app").startActiveSpan("theirs", (span) => span.end());
    expect(run).toHaveBeenCalledTimes(1);
    expect(said).toEqual([]);
    expect([ours.names, theirs.names]).toEqual([[], ["theirs"]]);
  });

  it("changes tracers over that were given out, used or not", () => {
    const used = trace.getTracer("used");
    const unused = trace.getTracerProvider().getTracer("unused", "1.0.0", { schemaUrl: "https://example.com" });
    used.startSpan("early", MODEL_CALL).end();
    trace.setGlobalTracerProvider(theirs.provider);
    used.startSpan("late").end();
    unused.startActiveSpan("late too", { attributes: { a: 1 } }, (span) => span.end());
    expect([ours.names, theirs.names]).toEqual([["early"], ["late", "late too"]]);
    expect(theirs.spans[1]).toMatchObject({
      attributes: { a: 1 },
      instrumentationScope: { name: "unused", version: "1.0.0", schemaUrl: "https://example.com" },
    });
  });

  it("keeps code in its session that was in one before, unless it has gone elsewhere since", async () => {
    const session = start("a");
    let bound!: () => Session | undefined;
    await session.run(async () => {
      bound = context.bind(context.active(), currentSession);
      context.setGlobalContextManager(new AsyncLocalStorageContextManager());
      trace.setGlobalTracerProvider(theirs.provider);
      await new Promise((resolve) => setTimeout(resolve, 1));
      expect(currentSession()).toBe(session);
      expect(trace.getActiveSpan()).toBe(session.rootSpan);
      const other = start("b");
      other.run(() => expect(currentSession()).toBe(other));
      const span = theirs.provider.getTracer("app").startSpan("theirs");
      context.with(trace.setSpan(context.active(), span), () => {
        expect(trace.getActiveSpan()).toBe(span);
        expect(currentSession()).toBe(session);
      });
      context.with(ROOT_CONTEXT, () => expect(currentSession()).toBeUndefined());
    });
    expect(bound()).toBe(session);
    start("c");
    expect(currentSession()).toBeUndefined();
  });

  it("keeps code in its session that their manager takes back to where it was before", async () => {
    const manager = new AsyncLocalStorageContextManager();
    context.setGlobalContextManager(manager);
    trace.setGlobalTracerProvider(theirs.provider);
    const request = trace.setSpan(ROOT_CONTEXT, theirs.provider.getTracer("app").startSpan("request"));
    await context.with(request, async () => {
      const session = start("a");
      // As Sentry does it with all that comes after a middleware.
      const next = manager.bind(context.active(), async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        expect(currentSession()).toBe(session);
        expect(trace.getActiveSpan()).toBe(trace.getSpan(request));
      });
      await session.run(next);
      expect(currentSession()).toBeUndefined();
    });
  });

  it("leaves spans outside of any run to the application, also where it registers no context manager", () => {
    setSessionClient(undefined);
    const session = startInitialSession();
    sessions.push(session);
    expect(trace.getActiveSpan()).toBe(session.rootSpan);
    trace.setGlobalTracerProvider(theirs.provider);
    expect(trace.getActiveSpan()).toBeUndefined();
    trace.getTracer("app").startSpan("theirs").end();
    expect(theirs.spans[0]!.parentSpanContext).toBeUndefined();
    expect(currentSession()).toBe(session);
  });

  it("finds what a version has registered that the copy itself does not see", () => {
    globalApi.close();
    const manager = new AsyncLocalStorageContextManager();
    holder[REGISTRY] = { version: "1.8.0", trace: theirs.provider, context: manager };
    const span = theirs.provider.getTracer("app").startSpan("theirs");
    manager.with(trace.setSpan(ROOT_CONTEXT, span), () => {
      expect(trace.getActiveSpan()).toBeUndefined();
      globalApi.offerTo({ trace, context });
      expect(trace.getActiveSpan()).toBe(span);
      trace.getTracer("app").startSpan("below").end();
    });
    expect([ours.names, theirs.names]).toEqual([[], ["below"]]);
    expect(theirs.spans[0]!.parentSpanContext?.spanId).toBe(span.spanContext().spanId);
  });
});

describe("after close", () => {
  it("leaves the API as it was", () => {
    globalApi.close();
    expect(Object.keys(context)).toEqual([]);
    expect(Object.getOwnPropertyNames(context)).toEqual([]);
    const proxy = trace.getTracerProvider() as Api.ProxyTracerProvider;
    expect(proxy.getDelegateTracer("app")).toBeUndefined();
    trace.getTracer("app").startSpan("nobody's").end();
    expect(ours.names).toEqual([]);
  });

  it("lets tracers that were given out, and those that are made then, find a provider that comes later", () => {
    const before = trace.getTracer("before");
    before.startSpan("ours", MODEL_CALL).end();
    globalApi.close();
    before.startSpan("nobody's").end();
    const after = trace.getTracer("after");
    trace.setGlobalTracerProvider(theirs.provider);
    before.startSpan("theirs").end();
    after.startSpan("theirs too").end();
    expect([ours.names, theirs.names]).toEqual([["ours"], ["theirs", "theirs too"]]);
  });

  it("lets the manager of the application be", () => {
    const manager = new AsyncLocalStorageContextManager();
    context.setGlobalContextManager(manager);
    const span = theirs.provider.getTracer("app").startSpan("theirs");
    context.with(trace.setSpan(ROOT_CONTEXT, span), () => {
      globalApi.close();
      expect(trace.getActiveSpan()).toBe(span);
    });
  });

  it("leaves methods in place that somebody has put over ours", () => {
    const active = jest.fn(() => ROOT_CONTEXT);
    context.active = active;
    globalApi.close();
    context.active();
    expect(active).toHaveBeenCalledTimes(1);
    delete (context as Partial<typeof context>).active;
  });
});
