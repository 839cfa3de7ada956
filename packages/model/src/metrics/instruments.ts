/**
 * The GenAI instruments, with their names, units, descriptions and buckets.
 *
 * Source: open-telemetry/semantic-conventions-genai v0.1.0 (status: Development), docs/gen-ai/client-inference.md,
 * gen-ai-token-metrics.md and gen-ai-metrics.md. They replace `gen_ai.client.token.usage` and the older
 * `gen_ai.client.operation.time_…` of conventions up to v1.41. The descriptions are theirs to the letter, because
 * exporters such as Prometheus' take one description a name, from whichever library records it.
 */
import type { CounterLike, HistogramLike, MeterLike } from "./meter-like.ts";

export interface Instruments {
  readonly inferenceDuration: HistogramLike;
  readonly timeToFirstChunk: HistogramLike;
  readonly timePerOutputChunk: HistogramLike;
  /** Sums of tokens; their attributes name the modality. */
  readonly usedInputTokens: CounterLike;
  readonly usedOutputTokens: CounterLike;
  readonly usedCacheReadTokens: CounterLike;
  readonly usedCacheWriteTokens: CounterLike;
  readonly usedReasoningTokens: CounterLike;
  /** Tokens of one call, for percentiles. */
  readonly inputTokens: HistogramLike;
  readonly outputTokens: HistogramLike;
  /** Of calls that are no inference, such as embeddings. */
  readonly operationDuration: HistogramLike;
  readonly toolDuration: HistogramLike;
  readonly agentDuration: HistogramLike;
  readonly agentInferenceCalls: HistogramLike;
  readonly agentToolCalls: HistogramLike;
}

const WHOLE = 0;
const ANY = 1;

const CALL_SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const AGENT_SECONDS = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6];
const TOKENS = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];
const CALLS = [1, 2, 4, 8, 16, 32, 64, 128];

/** Throws what the meter throws. */
export function createInstruments(meter: MeterLike): Instruments {
  const seconds = (name: string, description: string, boundaries = CALL_SECONDS): HistogramLike =>
    meter.createHistogram(name, {
      description,
      unit: "s",
      valueType: ANY,
      advice: { explicitBucketBoundaries: [...boundaries] },
    });
  const counts = (name: string, unit: string, description: string, boundaries: readonly number[]): HistogramLike =>
    meter.createHistogram(name, {
      description,
      unit,
      valueType: WHOLE,
      advice: { explicitBucketBoundaries: [...boundaries] },
    });
  const tokens = (name: string, description: string): CounterLike =>
    meter.createCounter(name, { description, unit: "{token}", valueType: WHOLE });

  return {
    inferenceDuration: seconds("gen_ai.client.inference.duration", "GenAI client inference operation duration."),
    timeToFirstChunk: seconds(
      "gen_ai.client.inference.time_to_first_chunk",
      "Time to receive the first chunk, measured from when the client issues the generation request to when the first chunk is received in the response stream.",
    ),
    timePerOutputChunk: seconds(
      "gen_ai.client.inference.time_per_output_chunk",
      "Time per output chunk, recorded for each chunk received after the first one, measured as the time elapsed from the end of the previous chunk to the end of the current chunk.",
    ),
    usedInputTokens: tokens(
      "gen_ai.client.inference.usage.input_tokens",
      "The number of input (prompt) tokens used, including cached tokens.",
    ),
    usedOutputTokens: tokens(
      "gen_ai.client.inference.usage.output_tokens",
      "The number of output (completion) tokens used, including reasoning tokens.",
    ),
    usedCacheReadTokens: tokens(
      "gen_ai.client.inference.usage.cache_read.input_tokens",
      "The number of input tokens served from a provider-managed cache.",
    ),
    usedCacheWriteTokens: tokens(
      "gen_ai.client.inference.usage.cache_write.input_tokens",
      "The number of input tokens written to a provider-managed cache.",
    ),
    usedReasoningTokens: tokens(
      "gen_ai.client.inference.usage.reasoning.output_tokens",
      "The number of output tokens used for reasoning (e.g. chain-of-thought, extended thinking).",
    ),
    inputTokens: counts(
      "gen_ai.client.inference.operation.input_tokens",
      "{token}",
      "The number of input (prompt) tokens used per inference operation.",
      TOKENS,
    ),
    outputTokens: counts(
      "gen_ai.client.inference.operation.output_tokens",
      "{token}",
      "The number of output (completion) tokens used per inference operation.",
      TOKENS,
    ),
    operationDuration: seconds("gen_ai.client.operation.duration", "GenAI operation duration."),
    toolDuration: seconds("gen_ai.execute_tool.duration", "The duration of a single tool execution."),
    agentDuration: seconds(
      "gen_ai.invoke_agent.duration",
      "The end-to-end duration of a single in-process agent or workflow invocation.",
      AGENT_SECONDS,
    ),
    agentInferenceCalls: counts(
      "gen_ai.invoke_agent.inference_calls",
      "{inference_call}",
      "The number of inference (model) calls a GenAI agent makes during a single invocation.",
      CALLS,
    ),
    agentToolCalls: counts(
      "gen_ai.invoke_agent.tool_calls",
      "{tool_call}",
      "The number of tool calls a GenAI agent makes during a single invocation.",
      CALLS,
    ),
  };
}
