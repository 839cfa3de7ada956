/** Where the application has a meter provider, each model call is measured: once, and whether or not it is traced. */
import {
  context,
  createContextKey,
  diag,
  DiagLogLevel,
  type MeterProvider,
  metrics,
  ProxyTracerProvider,
  ROOT_CONTEXT,
} from "@opentelemetry/api";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { AlwaysOffSampler } from "@opentelemetry/sdk-trace-base";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { byModel, DONE_FRAME, frame, type LoopbackProvider, startLoopbackProvider } from "loopback-provider";
import * as openai7 from "openai7";
import { INFERENCE_OWNED } from "../src/inference-owned.ts";
import { OpenAIInstrumentation, type OpenAIInstrumentationConfig, wrapOpenAI } from "../src/openai/index.ts";
import type { Client, Library } from "./support/majors.ts";
import { closeMetrics, type Metrics, recordMetrics, times, tokens, usage, used } from "./support/measured.ts";
import { type RecordedSpans, recordSpans } from "./support/recorded-spans.ts";

const MODEL = "gpt-4o-mini-2024-07-18";
/** "Four is the answer to that.": its role, six words, its end. */
const CHUNKS = 8;

let provider: LoopbackProvider;
let spans: RecordedSpans;
const faults: string[] = [];

beforeAll(async () => {
  spans = recordSpans();
  provider = await startLoopbackProvider(byModel);
  const note = (message: string): void => void faults.push(message);
  diag.setLogger({ error: note, warn: note, info: note, debug: note, verbose: note }, { logLevel: DiagLogLevel.WARN });
});
afterAll(async () => {
  diag.disable();
  await provider.close();
});

let instrumentation: OpenAIInstrumentation;
let patched: Library[] = [];
beforeEach(() => {
  spans.clear();
  faults.length = 0;
});
afterEach(async () => {
  for (const library of patched) instrumentation.unpatch(library);
  patched = [];
  metrics.disable();
  await closeMetrics();
});

function instrument(library: Library = openai7, config: OpenAIInstrumentationConfig = {}): OpenAIInstrumentation {
  instrumentation = new OpenAIInstrumentation(config);
  instrumentation.setTracerProvider(spans.provider);
  instrumentation.patchModule(library);
  patched.push(library);
  return instrumentation;
}

/** Instruments the library, and gives the instrumentation a meter provider of its own. */
function measure(library: Library = openai7, config: OpenAIInstrumentationConfig = {}): Metrics {
  const recorded = recordMetrics();
  instrument(library, config).setMeterProvider(recorded.provider);
  return recorded;
}

/** Redacts nothing, and counts how often it is asked. */
function countRedactions(): { asked: number; readonly redact: (value: unknown) => unknown } {
  const counter = {
    asked: 0,
    redact: (value: unknown): unknown => {
      counter.asked += 1;
      return value;
    },
  };
  return counter;
}

function createClient(library: Library = openai7, url = provider.url): Client {
  return new library.OpenAI({ apiKey: "sk-test", baseURL: url, maxRetries: 0, logLevel: "off" } as never);
}

const messages = [{ role: "user" as const, content: "2+2" }];

async function ask(model: string, client = createClient()): Promise<unknown> {
  return client.chat.completions.create({ model, messages });
}

async function askStreamed(model: string, client = createClient(), more: object = {}): Promise<number> {
  const stream = await client.chat.completions.create({ model, messages, stream: true, ...more });
  let chunks = 0;
  for await (const _ of stream) chunks += 1;
  return chunks;
}

/** What all of a call's points carry. */
function place(model: string, more: object = {}): object {
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": model,
    "server.address": "127.0.0.1",
    "server.port": Number(new URL(provider.url).port),
    ...more,
  };
}

function answered(model: string): object {
  return place(model, { "gen_ai.response.model": MODEL });
}

/** Where the conventions have the tier too. */
function served(model: string): object {
  return { ...answered(model), "openai.response.service_tier": "default" };
}

describe.each(["openai4", "openai7"] as const)("with %s, a call", (major) => {
  const library = jest.requireActual<Library>(major);

  it("gives its duration and its tokens", async () => {
    const { points } = measure(library);
    await ask("answers", createClient(library));
    expect(await points()).toEqual({
      duration: [times(1, served("answers"))],
      ...usage(12, 7, served("answers")),
      "operation.input_tokens": [tokens(12, served("answers"))],
      "operation.output_tokens": [tokens(7, served("answers"))],
    });
    expect(spans.ended.length).toBe(1);
  });

  it("that is streamed gives the times of its chunks too", async () => {
    const { points } = measure(library);
    const chunks = await askStreamed("answers", createClient(library), { stream_options: { include_usage: true } });
    expect(chunks).toBe(CHUNKS + 1);
    expect(await points()).toEqual({
      duration: [times(1, served("answers"))],
      time_to_first_chunk: [times(1, answered("answers"))],
      time_per_output_chunk: [times(CHUNKS, answered("answers"))],
      ...usage(12, 7, served("answers")),
      "operation.input_tokens": [tokens(12, served("answers"))],
      "operation.output_tokens": [tokens(7, served("answers"))],
    });
  });

  it("that does not say what it used is in no percentile of tokens", async () => {
    const { points } = measure(library);
    await askStreamed("answers", createClient(library));
    expect(await points()).toEqual({
      duration: [times(1, served("answers"))],
      time_to_first_chunk: [times(1, answered("answers"))],
      time_per_output_chunk: [times(CHUNKS - 1, answered("answers"))],
      ...usage(0, 0, served("answers")),
    });
  });

  it("that uses every kind of token gives each", async () => {
    const { points } = measure(library);
    await ask("answers-with-every-token-kind", createClient(library));
    const attributes = served("answers-with-every-token-kind");
    expect(await points()).toMatchObject({
      "usage.input_tokens": [used(40, attributes, "audio"), used(1960, attributes)],
      "usage.output_tokens": [used(60, attributes, "audio"), used(240, attributes)],
      "usage.cache_read.input_tokens": [used(1024, attributes)],
      "usage.cache_write.input_tokens": [used(512, attributes)],
      "usage.reasoning.output_tokens": [used(128, attributes)],
      "operation.input_tokens": [tokens(2000, attributes)],
      "operation.output_tokens": [tokens(300, attributes)],
    });
  });

  it("that is rejected names its error and used nothing", async () => {
    const { points } = measure(library);
    await expect(ask("rejects-the-key", createClient(library))).rejects.toThrow("401");
    const failed = place("rejects-the-key", { "error.type": "invalid_api_key" });
    expect(await points()).toEqual({
      duration: [times(1, failed)],
      ...usage(0, 0, place("rejects-the-key")),
      "operation.input_tokens": [tokens(0, failed)],
      "operation.output_tokens": [tokens(0, failed)],
    });
  });

  it("whose stream breaks keeps what it had", async () => {
    const { points } = measure(library);
    await expect(askStreamed("sends-an-error-event", createClient(library))).rejects.toThrow("server had an error");
    const model = { "gen_ai.response.model": "sends-an-error-event" };
    const attributes = place("sends-an-error-event", model);
    const failed = { ...attributes, "openai.response.service_tier": "default", "error.type": "server_error" };
    expect(await points()).toMatchObject({
      duration: [times(1, failed)],
      time_to_first_chunk: [times(1, attributes)],
      time_per_output_chunk: [times(2, attributes)],
      "operation.input_tokens": [tokens(0, failed)],
    });
  });

  it.each([
    ["is sampled out", new NodeTracerProvider({ sampler: new AlwaysOffSampler() })],
    ["nobody traces", new ProxyTracerProvider()],
  ])("that %s is measured all the same", async (_, tracerProvider) => {
    const counter = countRedactions();
    const { points } = measure(library, { captureContent: true, redact: counter.redact });
    instrumentation.setTracerProvider(tracerProvider);
    const client = createClient(library);
    await ask("answers", client);
    await askStreamed("answers", client, { stream_options: { include_usage: true } });
    const error: unknown = await ask("rejects-the-key", client).catch((reason: unknown) => reason);
    expect(await points()).toMatchObject({
      duration: [times(2, served("answers")), times(1, place("rejects-the-key", { "error.type": "invalid_api_key" }))],
      time_to_first_chunk: [times(1, answered("answers"))],
      time_per_output_chunk: [times(CHUNKS, answered("answers"))],
      "usage.input_tokens": [used(24, served("answers")), used(0, place("rejects-the-key"))],
      "usage.output_tokens": [used(14, served("answers")), used(0, place("rejects-the-key"))],
    });
    expect([spans.ended.length, counter.asked, faults]).toEqual([0, 0, []]);
    // An error that no span tells of must still count where the application records it.
    const reports = (globalThis as { [key: symbol]: unknown })[Symbol.for("rootspan.reported_errors")] as
      | WeakMap<object, unknown>
      | undefined;
    expect(reports?.has(error as object) ?? false).toBe(false);
  });
});

it("times are seconds, and those of a stream's chunks make up its duration", async () => {
  const { points } = measure();
  const begunAt = performance.now();
  await askStreamed("answers");
  const elapsedSeconds = (performance.now() - begunAt) / 1000;
  const { duration, time_to_first_chunk: first, time_per_output_chunk: between } = await points();
  const [whole, ...parts] = [duration, first, between].map((found) => found?.[0]?.sum ?? NaN);
  const partsSeconds = parts.reduce((total, part) => total + part, 0);
  expect(whole).toBeLessThanOrEqual(elapsedSeconds);
  expect(partsSeconds).toBeGreaterThan(0);
  // Sums of floating-point numbers differ in their last digits.
  expect(partsSeconds).toBeLessThanOrEqual(whole! + 1e-9);
});

it("the chunks' times name the model also where the first chunk does not", async () => {
  const chunk = (model: string, content: string): string =>
    frame({ id: "1", object: "chat.completion.chunk", model, choices: [{ index: 0, delta: { content } }] });
  const frames = [chunk("", ""), chunk("gpt-4o", "a"), chunk("gpt-4o", "b"), DONE_FRAME];
  const azure = await startLoopbackProvider(() => ({ type: "frames", frames, ending: "end" }));
  const { points } = measure();
  await askStreamed("deployment", createClient(openai7, azure.url));
  await azure.close();
  expect(await points()).toMatchObject({
    time_per_output_chunk: [{ count: 2, attributes: { "gen_ai.response.model": "gpt-4o" } }],
  });
});

it("what redacts content is asked no more often because of metrics", async () => {
  const asked: number[] = [];
  for (const start of [instrument, measure]) {
    const counter = countRedactions();
    start(openai7, { captureContent: true, redact: counter.redact });
    await askStreamed("answers");
    asked.push(counter.asked);
    instrumentation.unpatch(openai7);
  }
  expect(asked[0]).toBeGreaterThan(0);
  expect(asked[1]).toBe(asked[0]);
});

it("a call that a budget refuses is measured as its span is", async () => {
  const refusal = Object.assign(new Error("the session's budget is spent"), { code: "budget_exceeded" });
  const { points } = measure(openai7, {
    parentContext: () => ROOT_CONTEXT.setValue(createContextKey("rootspan.session"), { refusal }),
  });
  await expect(ask("answers")).rejects.toBe(refusal);
  const failed = place("answers", { "error.type": "budget_exceeded" });
  expect(await points()).toMatchObject({ duration: [times(1, failed)], ...usage(0, 0, place("answers")) });
});

describe("the meter provider", () => {
  const calls = async ({ points }: Metrics): Promise<number> => {
    const { duration = [] } = await points();
    return duration.reduce((total, { count = 0 }) => total + count, 0);
  };

  it("may be registered after the instrumentation, be replaced, and go", async () => {
    const [first, second] = [recordMetrics(), recordMetrics()];
    instrument();
    await ask("answers");
    metrics.setGlobalMeterProvider(first.provider);
    await ask("answers");
    await ask("answers");
    metrics.disable();
    await ask("answers");
    metrics.setGlobalMeterProvider(second.provider);
    await ask("answers");
    expect([await calls(first), await calls(second)]).toEqual([2, 1]);
    expect(spans.ended.length).toBe(5);
  });

  it("may come after registerInstrumentations, which passes on one that records nothing", async () => {
    const late = recordMetrics();
    instrument();
    const unregister = registerInstrumentations({
      instrumentations: [instrumentation],
      tracerProvider: spans.provider,
    });
    metrics.setGlobalMeterProvider(late.provider);
    await ask("answers");
    unregister();
    expect(await calls(late)).toBe(1);
  });

  it("that the instrumentation is given wins", async () => {
    const [registered, given] = [recordMetrics(), recordMetrics()];
    instrument().setMeterProvider(given.provider);
    metrics.setGlobalMeterProvider(registered.provider);
    await ask("answers");
    expect([await calls(registered), await calls(given)]).toEqual([0, 1]);
  });

  it("of a wrapped client is the registered one, unless it is given its own", async () => {
    const [registered, given] = [recordMetrics(), recordMetrics()];
    const clients = [
      wrapOpenAI(createClient()),
      wrapOpenAI(createClient()),
      wrapOpenAI(createClient(), { meterProvider: given.provider }),
    ];
    metrics.setGlobalMeterProvider(registered.provider);
    for (const client of clients) await ask("answers", client);
    await ask("answers", clients[2]!.withOptions({ maxRetries: 0 }));
    expect([await calls(registered), await calls(given)]).toEqual([2, 2]);
    expect(faults).toEqual([]);
  });

  it("gets each call once, however many instrumentations see it", async () => {
    const registered = recordMetrics();
    metrics.setGlobalMeterProvider(registered.provider);
    instrument();
    await ask("answers", wrapOpenAI(createClient()));
    expect(await calls(registered)).toBe(1);
  });

  it("gets no call that an outer instrumentation stands for, nor one without tracing by wish", async () => {
    const registered = recordMetrics();
    metrics.setGlobalMeterProvider(registered.provider);
    instrument();
    const active = context.active();
    const suppressed = createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING");
    await context.with(active.setValue(INFERENCE_OWNED, true), ask, undefined, "answers");
    await context.with(active.setValue(suppressed, true), ask, undefined, "answers");
    expect([await registered.points(), spans.ended.length]).toEqual([{}, 0]);
  });
});

describe("a meter that throws", () => {
  const breaking = (part: string) => (): never => {
    throw new Error(`the ${part} is broken`);
  };
  const brokenHistogram = {
    createCounter: () => ({ add: () => undefined }),
    createHistogram: () => ({ record: breaking("histogram") }),
  };

  it.each<[string, object, number]>([
    ["when it is asked for", { getMeter: breaking("provider") }, 1],
    ["when it makes an instrument", { getMeter: () => ({ createHistogram: breaking("meter") }) }, 1],
    // The plain call, and the stream at its second chunk; not again with each chunk.
    ["when it records", { getMeter: () => brokenHistogram }, 2],
  ])("%s costs measurements, and neither span nor answer", async (_, meters, reports) => {
    instrument();
    metrics.setGlobalMeterProvider(meters as MeterProvider);
    const completion = (await ask("answers")) as openai7.OpenAI.ChatCompletion;
    expect(completion.choices[0]?.message.content).toBe("Four is the answer to that.");
    expect(await askStreamed("answers")).toBe(CHUNKS);
    expect(spans.ended.map(({ status, attributes }) => [status.code, attributes["gen_ai.response.model"]])).toEqual([
      [0, MODEL],
      [0, MODEL],
    ]);
    expect(faults.length).toBe(reports);
  });
});
