/** Tokens that model calls used. */
import {
  GEN_AI_USAGE_AUDIO_INPUT_TOKENS,
  GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS,
  GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
  GEN_AI_USAGE_INPUT_TOKENS,
  GEN_AI_USAGE_OUTPUT_TOKENS,
  GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
} from "./attributes.ts";
import { MAX_TOKENS_A_CALL } from "./bounds.ts";
import { type Attributes, numberAttribute } from "./span-record.ts";

/** Token counts of one call or of many. Totals are inclusive, as the conventions say: the parts lie within them. */
export interface Usage {
  /** All input tokens, cached ones included. */
  readonly inputTokens: number;
  /** All output tokens, reasoning included. */
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
  readonly audioInputTokens: number;
  readonly audioOutputTokens: number;
}

export const NO_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  audioInputTokens: 0,
  audioOutputTokens: 0,
};

/** For each count, the keys it is read from; the first that a span has wins. Later ones are older conventions. */
const KEYS: Readonly<Record<keyof Usage, readonly string[]>> = {
  inputTokens: [GEN_AI_USAGE_INPUT_TOKENS, "gen_ai.usage.prompt_tokens"],
  outputTokens: [GEN_AI_USAGE_OUTPUT_TOKENS, "gen_ai.usage.completion_tokens"],
  cacheReadTokens: [GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS],
  cacheWriteTokens: [GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS, "gen_ai.usage.cache_creation.input_tokens"],
  reasoningTokens: [GEN_AI_USAGE_REASONING_OUTPUT_TOKENS],
  audioInputTokens: [GEN_AI_USAGE_AUDIO_INPUT_TOKENS],
  audioOutputTokens: [GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS],
};

/** What a span says it used; undefined when it says neither input nor output. Nothing is estimated; nonsense is nothing. */
export function usageOf(attributes: Attributes): Usage | undefined {
  const inputTokens = readCount(attributes, KEYS.inputTokens);
  const outputTokens = readCount(attributes, KEYS.outputTokens);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  return {
    inputTokens: inputTokens ?? 0,
    outputTokens: outputTokens ?? 0,
    cacheReadTokens: readCount(attributes, KEYS.cacheReadTokens) ?? 0,
    cacheWriteTokens: readCount(attributes, KEYS.cacheWriteTokens) ?? 0,
    reasoningTokens: readCount(attributes, KEYS.reasoningTokens) ?? 0,
    audioInputTokens: readCount(attributes, KEYS.audioInputTokens) ?? 0,
    audioOutputTokens: readCount(attributes, KEYS.audioOutputTokens) ?? 0,
  };
}

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    audioInputTokens: a.audioInputTokens + b.audioInputTokens,
    audioOutputTokens: a.audioOutputTokens + b.audioOutputTokens,
  };
}

function readCount(attributes: Attributes, keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const count = numberAttribute(attributes, key);
    if (count !== undefined && Number.isInteger(count) && count >= 0 && count <= MAX_TOKENS_A_CALL) return count;
  }
  return undefined;
}
