/** What is measured of a call, a tool and an agent, and on which instruments. */
import {
  createGenAiMetrics,
  followMeterProvider,
  type InstrumentOptions,
  type MeterLike,
  type MetricAttributes,
} from "../src/metrics/index.ts";

interface Recorded {
  readonly instruments: Map<string, InstrumentOptions & { readonly kind: "counter" | "histogram" }>;
  /** Instrument, value, attributes. */
  readonly measured: [string, number, MetricAttributes][];
  readonly contexts: Set<unknown>;
  readonly meter: MeterLike;
}

/** A meter that writes down what it is given, as the interface says it. */
function recordMeasurements(): Recorded {
  const instruments: Recorded["instruments"] = new Map();
  const measured: Recorded["measured"] = [];
  const contexts = new Set<unknown>();
  const open = (kind: "counter" | "histogram") => (name: string, options: InstrumentOptions) => {
    instruments.set(name, { kind, ...options });
    const take = (value: number, attributes: MetricAttributes, context?: unknown): void => {
      measured.push([name, value, attributes]);
      contexts.add(context);
    };
    return { add: take, record: take };
  };
  return {
    instruments,
    measured,
    contexts,
    meter: { createCounter: open("counter"), createHistogram: open("histogram") },
  };
}

const PLACE = {
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": "gpt-4o-mini",
  "server.address": "api.openai.com",
  "server.port": 443,
} as const;

const ANSWERED = { ...PLACE, "gen_ai.response.model": "gpt-4o-mini-2024-07-18" } as const;

/** What a span has besides, and no measurement may carry. */
const UNBOUNDED = {
  "session.id": "018f6a00-1234-7abc-8def-0123456789ab",
  "gen_ai.conversation.id": "conv-1",
  "gen_ai.response.id": "chatcmpl-1",
  "gen_ai.input.messages": "[]",
  "openai.response.system_fingerprint": "fp_1",
  "gen_ai.request.temperature": 0.3,
  "http.response.status_code": 500,
} as const;

describe("the instruments", () => {
  it("have the conventions' kinds, units and buckets", () => {
    const { instruments, meter } = recordMeasurements();
    createGenAiMetrics(meter);
    const callSeconds = "0.01 0.02 0.04 0.08 0.16 0.32 0.64 1.28 2.56 5.12 10.24 20.48 40.96 81.92";
    const agentSeconds = "0.1 0.2 0.4 0.8 1.6 3.2 6.4 12.8 25.6 51.2 102.4 204.8 409.6";
    const tokens = "1 4 16 64 256 1024 4096 16384 65536 262144 1048576 4194304 16777216 67108864";
    expect(
      [...instruments].map(([name, { kind, unit, valueType, advice }]) =>
        [name, kind, unit, valueType === 0 ? "int" : "double", advice?.explicitBucketBoundaries.join(" ")].join(" | "),
      ),
    ).toEqual([
      `gen_ai.client.inference.duration | histogram | s | double | ${callSeconds}`,
      `gen_ai.client.inference.time_to_first_chunk | histogram | s | double | ${callSeconds}`,
      `gen_ai.client.inference.time_per_output_chunk | histogram | s | double | ${callSeconds}`,
      "gen_ai.client.inference.usage.input_tokens | counter | {token} | int | ",
      "gen_ai.client.inference.usage.output_tokens | counter | {token} | int | ",
      "gen_ai.client.inference.usage.cache_read.input_tokens | counter | {token} | int | ",
      "gen_ai.client.inference.usage.cache_write.input_tokens | counter | {token} | int | ",
      "gen_ai.client.inference.usage.reasoning.output_tokens | counter | {token} | int | ",
      `gen_ai.client.inference.operation.input_tokens | histogram | {token} | int | ${tokens}`,
      `gen_ai.client.inference.operation.output_tokens | histogram | {token} | int | ${tokens}`,
      `gen_ai.client.operation.duration | histogram | s | double | ${callSeconds}`,
      `gen_ai.execute_tool.duration | histogram | s | double | ${callSeconds}`,
      `gen_ai.invoke_agent.duration | histogram | s | double | ${agentSeconds}`,
      "gen_ai.invoke_agent.inference_calls | histogram | {inference_call} | int | 1 2 4 8 16 32 64 128",
      "gen_ai.invoke_agent.tool_calls | histogram | {tool_call} | int | 1 2 4 8 16 32 64 128",
    ]);
  });

  it("do not share their boundaries: a meter may keep and change what it gets", () => {
    const { instruments, meter } = recordMeasurements();
    createGenAiMetrics(meter);
    const lists = [...instruments.values()].flatMap(({ advice }) => (advice ? [advice.explicitBucketBoundaries] : []));
    expect(new Set(lists).size).toBe(lists.length);
  });
});

describe("a model call", () => {
  const usage = {
    "gen_ai.usage.input_tokens": 2000,
    "gen_ai.usage.output_tokens": 300,
    "gen_ai.usage.cache_read.input_tokens": 1024,
    "gen_ai.usage.cache_write.input_tokens": 512,
    "gen_ai.usage.reasoning.output_tokens": 128,
    "gen_ai.usage.audio.input_tokens": 40,
    "gen_ai.usage.audio.output_tokens": 300,
  };
  const unknown = { ...ANSWERED, "gen_ai.token.modality": "unknown" };
  const audio = { ...ANSWERED, "gen_ai.token.modality": "audio" };

  it("gives its time, the tokens it used by modality, and the tokens of the call", () => {
    const { measured, contexts, meter } = recordMeasurements();
    const context = {};
    createGenAiMetrics(meter).recordCall({
      attributes: { ...ANSWERED, ...UNBOUNDED, ...usage },
      durationSeconds: 1.5,
      timeToFirstChunkSeconds: 0.25,
      context,
    });
    expect(measured).toEqual([
      ["gen_ai.client.inference.duration", 1.5, ANSWERED],
      ["gen_ai.client.inference.time_to_first_chunk", 0.25, ANSWERED],
      ["gen_ai.client.inference.usage.input_tokens", 40, audio],
      ["gen_ai.client.inference.usage.input_tokens", 1960, unknown],
      ["gen_ai.client.inference.usage.output_tokens", 300, audio],
      ["gen_ai.client.inference.usage.cache_read.input_tokens", 1024, unknown],
      ["gen_ai.client.inference.usage.cache_write.input_tokens", 512, unknown],
      ["gen_ai.client.inference.usage.reasoning.output_tokens", 128, unknown],
      ["gen_ai.client.inference.operation.input_tokens", 2000, ANSWERED],
      ["gen_ai.client.inference.operation.output_tokens", 300, ANSWERED],
    ]);
    expect([...contexts]).toEqual([context]);
  });

  it("never counts more audio than there are tokens", () => {
    const { measured, meter } = recordMeasurements();
    const attributes = { ...ANSWERED, "gen_ai.usage.input_tokens": 10, "gen_ai.usage.audio.input_tokens": 99 };
    createGenAiMetrics(meter).recordCall({ attributes, durationSeconds: 1 });
    expect(measured.filter(([name]) => name === "gen_ai.client.inference.usage.input_tokens")).toEqual([
      ["gen_ai.client.inference.usage.input_tokens", 10, audio],
    ]);
  });

  it("counts images apart, also where they were cached", () => {
    const { measured, meter } = recordMeasurements();
    const image = { ...ANSWERED, "gen_ai.token.modality": "image" };
    const attributes = {
      ...ANSWERED,
      "gen_ai.usage.input_tokens": 10,
      "gen_ai.usage.image.input_tokens": 7,
      "gen_ai.usage.cache_read.input_tokens": 4,
      "gen_ai.usage.image.cache_read.input_tokens": 4,
    };
    createGenAiMetrics(meter).recordCall({ attributes, durationSeconds: 1 });
    expect(measured.filter(([name]) => /usage\.(cache_read\.)?input_tokens/.test(name))).toEqual([
      ["gen_ai.client.inference.usage.input_tokens", 7, image],
      ["gen_ai.client.inference.usage.input_tokens", 3, unknown],
      ["gen_ai.client.inference.usage.cache_read.input_tokens", 4, image],
    ]);
  });

  it("that failed names its error, and counts zeros of each kind", () => {
    const { measured, meter } = recordMeasurements();
    const failed = { ...PLACE, "error.type": "rate_limit_exceeded" };
    const none = { ...PLACE, "gen_ai.token.modality": "unknown" };
    createGenAiMetrics(meter).recordCall({ attributes: { ...failed, ...UNBOUNDED }, durationSeconds: 0.02 });
    expect(measured).toEqual([
      ["gen_ai.client.inference.duration", 0.02, failed],
      ["gen_ai.client.inference.usage.input_tokens", 0, none],
      ["gen_ai.client.inference.usage.output_tokens", 0, none],
      ["gen_ai.client.inference.usage.cache_read.input_tokens", 0, none],
      ["gen_ai.client.inference.usage.cache_write.input_tokens", 0, none],
      ["gen_ai.client.inference.usage.reasoning.output_tokens", 0, none],
      ["gen_ai.client.inference.operation.input_tokens", 0, failed],
      ["gen_ai.client.inference.operation.output_tokens", 0, failed],
    ]);
  });

  it("that failed on its way keeps the tokens that it used", () => {
    const { measured, meter } = recordMeasurements();
    const attributes = { ...ANSWERED, ...usage, "error.type": "ECONNRESET" };
    createGenAiMetrics(meter).recordCall({ attributes, durationSeconds: 1 });
    expect(measured.at(-2)).toEqual([
      "gen_ai.client.inference.operation.input_tokens",
      2000,
      { ...ANSWERED, "error.type": "ECONNRESET" },
    ]);
  });

  it("that succeeded without saying what it used is in no percentile of tokens", () => {
    const { measured, meter } = recordMeasurements();
    createGenAiMetrics(meter).recordCall({ attributes: ANSWERED, durationSeconds: 1 });
    expect(measured.map(([name, value]) => `${name} ${value}`)).toEqual([
      "gen_ai.client.inference.duration 1",
      "gen_ai.client.inference.usage.input_tokens 0",
      "gen_ai.client.inference.usage.output_tokens 0",
      "gen_ai.client.inference.usage.cache_read.input_tokens 0",
      "gen_ai.client.inference.usage.cache_write.input_tokens 0",
      "gen_ai.client.inference.usage.reasoning.output_tokens 0",
    ]);
  });

  it("of OpenAI carries the tier that served it, where the conventions have it", () => {
    const { measured, meter } = recordMeasurements();
    const tier = { "openai.response.service_tier": "flex" };
    const metrics = createGenAiMetrics(meter);
    const timed = { durationSeconds: 1, timeToFirstChunkSeconds: 0.5 };
    metrics.recordCall({ attributes: { ...ANSWERED, ...tier }, ...timed });
    expect(measured.slice(0, 2)).toEqual([
      ["gen_ai.client.inference.duration", 1, { ...ANSWERED, ...tier }],
      ["gen_ai.client.inference.time_to_first_chunk", 0.5, ANSWERED],
    ]);
    measured.splice(0);
    const elsewhere = { ...ANSWERED, "gen_ai.provider.name": "groq" };
    metrics.recordCall({ attributes: { ...elsewhere, ...tier }, ...timed });
    expect(measured[0]).toEqual(["gen_ai.client.inference.duration", 1, elsewhere]);
  });

  it.each(["embeddings", "retrieval", "create_agent", "something_new"])(
    "of operation %s gives its time alone",
    (name) => {
      const { measured, meter } = recordMeasurements();
      const attributes = { ...ANSWERED, "gen_ai.operation.name": name };
      createGenAiMetrics(meter).recordCall({ attributes: { ...attributes, ...usage }, durationSeconds: 1 });
      expect(measured).toEqual([["gen_ai.client.operation.duration", 1, attributes]]);
    },
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])("that took %d seconds has no duration, but tokens", (seconds) => {
    const { measured, meter } = recordMeasurements();
    createGenAiMetrics(meter).recordCall({ attributes: { ...ANSWERED, ...usage }, durationSeconds: seconds });
    expect(measured[0]?.[0]).toBe("gen_ai.client.inference.usage.input_tokens");
  });

  it("has names of bounded length, whatever a provider calls its model", () => {
    const { measured, meter } = recordMeasurements();
    const attributes = { ...ANSWERED, "gen_ai.response.model": "m".repeat(1_000_000), "server.address": "" };
    createGenAiMetrics(meter).recordCall({ attributes, durationSeconds: 1 });
    const [, , names] = measured[0]!;
    expect(String(names["gen_ai.response.model"]).length).toBe(200);
    expect(names).not.toHaveProperty("server.address");
  });
});

it("chunks of a stream share one set of attributes, made once", () => {
  const { measured, contexts, meter } = recordMeasurements();
  const context = {};
  const take = createGenAiMetrics(meter).openChunkTimes({ ...ANSWERED, ...UNBOUNDED, "error.type": "late" }, context);
  take(0.02);
  take(0.04);
  expect(measured).toEqual([
    ["gen_ai.client.inference.time_per_output_chunk", 0.02, ANSWERED],
    ["gen_ai.client.inference.time_per_output_chunk", 0.04, ANSWERED],
  ]);
  expect(measured[0]?.[2]).toBe(measured[1]?.[2]);
  expect([...contexts]).toEqual([context]);
});

it("a tool's execution gives its time by tool, agent and error", () => {
  const { measured, meter } = recordMeasurements();
  const names = {
    "gen_ai.tool.name": "get_weather",
    "gen_ai.tool.type": "function",
    "gen_ai.agent.name": "planner",
    "error.type": "TimeoutError",
  };
  createGenAiMetrics(meter).recordToolExecution({
    attributes: { ...names, ...UNBOUNDED, "gen_ai.operation.name": "execute_tool", "gen_ai.tool.call.id": "call_1" },
    durationSeconds: 0.3,
  });
  expect(measured).toEqual([["gen_ai.execute_tool.duration", 0.3, names]]);
});

describe("an agent's invocation", () => {
  const names = { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "planner" };

  it("gives its time, and the calls that it made", () => {
    const { measured, meter } = recordMeasurements();
    createGenAiMetrics(meter).recordAgentInvocation({
      attributes: { ...names, ...UNBOUNDED, "gen_ai.agent.id": "agent-1", "error.type": "TimeoutError" },
      durationSeconds: 12,
      inferenceCalls: 3,
      toolCalls: 0,
    });
    expect(measured).toEqual([
      ["gen_ai.invoke_agent.duration", 12, { ...names, "error.type": "TimeoutError" }],
      ["gen_ai.invoke_agent.inference_calls", 3, { "gen_ai.agent.name": "planner" }],
      ["gen_ai.invoke_agent.tool_calls", 0, { "gen_ai.agent.name": "planner" }],
    ]);
  });

  it("gives its time alone where nobody counted its calls", () => {
    const { measured, meter } = recordMeasurements();
    createGenAiMetrics(meter).recordAgentInvocation({ attributes: names, durationSeconds: 12 });
    expect(measured).toEqual([["gen_ai.invoke_agent.duration", 12, names]]);
  });
});

describe("whoever follows the meter provider", () => {
  const { meter: noopMeter } = recordMeasurements();
  const none = { getMeter: () => noopMeter };
  const rethrow = (fault: unknown): never => {
    throw fault;
  };

  it("gets metrics while there is one, and the same ones while it is the same", () => {
    const [first, second] = [recordMeasurements(), recordMeasurements()];
    const providers = [first, second].map(({ meter }) => ({ getMeter: () => meter }));
    let provider = none;
    const follow = () =>
      followMeterProvider({ name: "a", version: "1", provider: () => provider, noopMeter, onFault: rethrow });
    const [current, another] = [follow(), follow()];
    expect(current()).toBeUndefined();
    provider = providers[0]!;
    const metrics = current();
    expect(metrics).toBeDefined();
    expect([current(), another()]).toEqual([metrics, metrics]);
    expect(first.instruments.size).toBe(15);
    provider = providers[1]!;
    current()?.recordToolExecution({ attributes: {}, durationSeconds: 1 });
    expect([first.measured.length, second.measured.length]).toEqual([0, 1]);
    provider = none;
    expect(current()).toBeUndefined();
  });

  it("names itself to the provider", () => {
    const asked: unknown[] = [];
    const provider = {
      getMeter: (...scope: unknown[]) => {
        asked.push(scope);
        return recordMeasurements().meter;
      },
    };
    const current = followMeterProvider({
      name: "a",
      version: "1",
      provider: () => provider,
      noopMeter,
      onFault: rethrow,
    });
    current();
    current();
    expect(asked).toEqual([["a", "1"]]);
  });

  it("hears once of a provider that throws, and goes on without", () => {
    const faults: unknown[] = [];
    const broken = {
      getMeter: (): never => {
        throw new Error("broken");
      },
    };
    const current = followMeterProvider({
      name: "a",
      version: "1",
      provider: () => broken,
      noopMeter,
      onFault: (fault) => faults.push(fault),
    });
    expect([current(), current()]).toEqual([undefined, undefined]);
    expect(faults).toEqual([new Error("broken")]);
  });
});
