/** Two versions of the OpenTelemetry API in one process: what is told of them, and how the newer one finds the other. */
import * as api9 from "@opentelemetry/api";
import type * as Api10 from "@opentelemetry/api-1.10";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import type * as Registration from "../src/api-registration.ts";

const REGISTRY = Symbol.for("opentelemetry.js.api.1");
const holder = globalThis as { [REGISTRY]?: object };

interface Loaded extends Pick<typeof Registration, "openTelemetryApi" | "joinRegistered"> {
  readonly api: Pick<typeof Api10, "trace" | "context" | "ROOT_CONTEXT">;
}

/** This package with a fresh copy of the API. */
function load(name: "@opentelemetry/api" | "@opentelemetry/api-1.10"): Loaded {
  let loaded!: Loaded;
  jest.isolateModules(() => {
    const api = jest.requireActual<typeof Api10>(name);
    jest.doMock("@opentelemetry/api", () => api);
    loaded = { ...jest.requireActual<typeof Registration>("../src/api-registration.ts"), api };
    jest.dontMock("@opentelemetry/api");
  });
  return loaded;
}

let exporter: InMemorySpanExporter;
let provider: BasicTracerProvider;

/** As an application on SDK 2.x does. */
function registerBy9(): void {
  api9.context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  api9.trace.setGlobalTracerProvider(provider);
}

beforeEach(() => {
  exporter = new InMemorySpanExporter();
  provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
});

afterEach(() => {
  api9.trace.disable();
  api9.context.disable();
  delete holder[REGISTRY];
});

describe("openTelemetryApi", () => {
  it.each([
    ["@opentelemetry/api", "1.9"],
    ["@opentelemetry/api-1.10", "1.10"],
  ] as const)("knows that %s is %s, and leaves nothing behind", (name, version) => {
    expect(load(name).openTelemetryApi()).toEqual({ loaded: version, registered: undefined, problem: undefined });
    expect(Object.hasOwn(globalThis, REGISTRY)).toBe(false);
  });

  it("has no problem with a newer version, nor with its own", () => {
    const { trace } = load("@opentelemetry/api-1.10").api;
    trace.setGlobalTracerProvider(provider);
    const registry = holder[REGISTRY];
    for (const name of ["@opentelemetry/api", "@opentelemetry/api-1.10"] as const) {
      expect(load(name).openTelemetryApi()).toMatchObject({ registered: "1.10.0", problem: undefined });
    }
    expect(holder[REGISTRY]).toBe(registry);
  });

  it("names both versions and the remedy where the registered one is older", () => {
    registerBy9();
    const registry = holder[REGISTRY];
    const { loaded, registered, problem } = load("@opentelemetry/api-1.10").openTelemetryApi();
    expect([loaded, registered]).toEqual(["1.10", "1.9.1"]);
    expect(problem).toMatch(
      /two versions .* uses 1\.10, .* sees nothing of what 1\.9\.1 has .* `npm ls @opentelemetry\/api`/,
    );
    expect(holder[REGISTRY]).toBe(registry);
  });
});

describe("joinRegistered", () => {
  it("changes nothing where there is no problem", () => {
    registerBy9();
    const { api, joinRegistered } = load("@opentelemetry/api");
    expect(joinRegistered()).toBeUndefined();
    expect(Object.getOwnPropertyNames(api.context)).toEqual([]);
  });

  it("lets the newer version make spans in the registered provider, and share its contexts over timers", async () => {
    registerBy9();
    const { api, joinRegistered } = load("@opentelemetry/api-1.10");
    const kept = api.trace.getTracer("kept");
    kept.startSpan("lost").end();
    expect(joinRegistered()).toMatch(/two versions/);
    await api9.trace.getTracer("app").startActiveSpan("outer", async (outer) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      kept.startActiveSpan("inner", (inner) => {
        expect(api9.trace.getActiveSpan()).toBe(inner);
        inner.end();
      });
      const bound = api.context.bind(api.context.active(), () => api.trace.getActiveSpan());
      expect(api.context.with(api.ROOT_CONTEXT, bound)).toBe(outer);
      outer.end();
    });
    const [inner, outer, ...others] = exporter.getFinishedSpans();
    expect([inner!.name, outer!.name, others]).toEqual(["inner", "outer", []]);
    expect(inner!.parentSpanContext?.spanId).toBe(outer!.spanContext().spanId);
  });

  it("calls functions once, whatever they return", () => {
    registerBy9();
    const { api, joinRegistered } = load("@opentelemetry/api-1.10");
    joinRegistered();
    const fn = jest.fn((_a: number, _b: number): undefined => undefined);
    api.context.with(api.ROOT_CONTEXT, fn, undefined, 1, 2);
    api9.context.disable();
    api.context.with(api.ROOT_CONTEXT, fn, undefined, 1, 2);
    expect(fn.mock.calls).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(api.context.bind(api.ROOT_CONTEXT, fn)).toBe(fn);
    expect(api.context.active()).toBe(api.ROOT_CONTEXT);
  });

  it("leaves a copy alone that was told already whom to turn to", () => {
    registerBy9();
    const { api, joinRegistered } = load("@opentelemetry/api-1.10");
    const active = jest.fn(() => api.ROOT_CONTEXT);
    const other = new BasicTracerProvider();
    api.context.active = active;
    (api.trace.getTracerProvider() as Api10.ProxyTracerProvider).setDelegate(other);
    joinRegistered();
    api.context.active();
    expect(active).toHaveBeenCalledTimes(1);
    expect(api.trace.getTracerProvider()).toMatchObject({ _delegate: other });
  });
});
