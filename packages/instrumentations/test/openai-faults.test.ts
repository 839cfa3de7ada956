/** Whatever breaks on our side, the application's call is not affected. */
import { context, diag, DiagLogLevel, type Span, type TracerProvider, trace } from "@opentelemetry/api";
import { byModel, type LoopbackProvider, startLoopbackProvider } from "loopback-provider";
import { OpenAI } from "openai7";
import { OpenAIInstrumentation } from "../src/openai/index.ts";
import { recordSpans } from "./support/recorded-spans.ts";

const ANSWER = "Four is the answer to that.";
const faults: string[] = [];
const note = (message: string): void => void faults.push(message);
let provider: LoopbackProvider;
let instrumentation: OpenAIInstrumentation;

beforeAll(async () => {
  recordSpans();
  provider = await startLoopbackProvider(byModel);
  diag.setLogger({ error: note, warn: note, info: note, debug: note, verbose: note }, { logLevel: DiagLogLevel.WARN });
});
afterAll(async () => {
  diag.disable();
  await provider.close();
});
beforeEach(() => {
  faults.length = 0;
  instrumentation = new OpenAIInstrumentation({ captureContent: true });
  instrumentation.patchModule(OpenAI);
});
afterEach(() => instrumentation.unpatch(OpenAI));

async function answer(): Promise<unknown> {
  const client = new OpenAI({ apiKey: "sk-test", baseURL: provider.url });
  const completion = await client.chat.completions.create({ model: "answers", messages: [] });
  let text = "";
  for await (const chunk of await client.chat.completions.create({ model: "answers", messages: [], stream: true })) {
    text += chunk.choices[0]?.delta.content ?? "";
  }
  return [completion.choices[0]?.message.content, text];
}

function breaking(part: string): never {
  throw new Error(`the ${part} is broken`);
}

function providerOf(span: object): TracerProvider {
  return { getTracer: () => ({ startSpan: () => span as Span, startActiveSpan: () => undefined as never }) };
}

const whole = {
  isRecording: () => true,
  setAttribute: () => whole,
  setAttributes: () => whole,
  setStatus: () => whole,
  end: () => undefined,
};

it.each<[string, object]>([
  ["isRecording", { ...whole, isRecording: () => breaking("span") }],
  ["setAttributes", { ...whole, setAttributes: () => breaking("span") }],
  ["end", { ...whole, end: () => breaking("span") }],
])("a span whose %s throws", async (_, span) => {
  instrumentation.setTracerProvider(providerOf(span));
  expect(await answer()).toEqual([ANSWER, ANSWER]);
  expect(faults.length).toBeGreaterThan(0);
});

it("a tracer that throws", async () => {
  instrumentation.setTracerProvider({
    getTracer: () => ({ startSpan: () => breaking("tracer"), startActiveSpan: () => breaking("tracer") }),
  });
  expect(await answer()).toEqual([ANSWER, ANSWER]);
});

it("a parent context that cannot be found", async () => {
  instrumentation.setConfig({ parentContext: () => breaking("session") });
  expect(await answer()).toEqual([ANSWER, ANSWER]);
});

it("a diagnostics logger that throws", async () => {
  diag.setLogger(
    { ...console, verbose: () => undefined, error: () => breaking("logger") },
    { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
  );
  instrumentation.setTracerProvider(providerOf({ ...whole, end: () => breaking("span") }));
  expect(await answer()).toEqual([ANSWER, ANSWER]);
  diag.setLogger(
    { error: note, warn: note, info: note, debug: note, verbose: note },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
});

it("a request that cannot be described", async () => {
  const spans = recordSpans();
  instrumentation.setTracerProvider(spans.provider);
  const client = new OpenAI({ apiKey: "sk-test", baseURL: provider.url });
  const circular: { role: "user"; content: string; self?: object } = { role: "user", content: "2+2" };
  circular.self = circular;
  // The library itself cannot send this: its error is what the application must see.
  await expect(client.chat.completions.create({ model: "answers", messages: [circular] })).rejects.toThrow("circular");
  const huge = [{ role: "tool" as const, tool_call_id: "1", content: 10n as never }];
  await expect(client.chat.completions.create({ model: "answers", messages: huge })).rejects.toThrow("BigInt");
  expect(spans.ended.map(({ status }) => status.code)).toEqual([2, 2]);
});

it("a span that is not recorded costs nothing but its context", async () => {
  const unsampled = trace.wrapSpanContext({ traceId: "1".repeat(32), spanId: "1".repeat(16), traceFlags: 0 });
  instrumentation.setTracerProvider(providerOf(unsampled));
  let active: Span | undefined;
  const client = new OpenAI({
    apiKey: "sk-test",
    baseURL: provider.url,
    fetch: (...parameters) => {
      active = trace.getSpan(context.active());
      return fetch(...parameters);
    },
  });
  const promise = client.chat.completions.create({ model: "answers", messages: [] });
  expect(Object.hasOwn(promise, "asResponse")).toBe(false);
  await promise;
  expect(active).toBe(unsampled);
  expect(faults).toEqual([]);
});
