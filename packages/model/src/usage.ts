/** What model calls used: tokens, and what else providers charge for. */
import * as key from "./attributes.ts";
import { MAX_TOKENS_A_CALL } from "./bounds.ts";
import { type Attributes, numberAttribute } from "./span-record.ts";

/** Counts of one call or of many. Totals are inclusive, as the conventions say: the parts lie within them. */
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
  readonly imageInputTokens: number;
  readonly imageOutputTokens: number;
  /** Within `cacheReadTokens`, as the next two. */
  readonly textCacheReadTokens: number;
  /** Within `audioInputTokens` too. */
  readonly audioCacheReadTokens: number;
  /** Within `imageInputTokens` too. */
  readonly imageCacheReadTokens: number;
  /** Audio that was heard, where a provider counts that in time. Whole milliseconds, so that sums are exact. */
  readonly audioInputMs: number;
  readonly webSearches: number;
  readonly fileSearches: number;
  readonly codeExecutions: number;
  readonly imageGenerations: number;
}

export const NO_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  audioInputTokens: 0,
  audioOutputTokens: 0,
  imageInputTokens: 0,
  imageOutputTokens: 0,
  textCacheReadTokens: 0,
  audioCacheReadTokens: 0,
  imageCacheReadTokens: 0,
  audioInputMs: 0,
  webSearches: 0,
  fileSearches: 0,
  codeExecutions: 0,
  imageGenerations: 0,
};

const COUNTS = Object.keys(NO_USAGE) as readonly (keyof Usage)[];

/** For each count, the keys it is read from; the first that a span has wins. Later ones are older conventions. */
const KEYS: Readonly<Record<keyof Usage, readonly string[]>> = {
  inputTokens: [key.GEN_AI_USAGE_INPUT_TOKENS, "gen_ai.usage.prompt_tokens"],
  outputTokens: [key.GEN_AI_USAGE_OUTPUT_TOKENS, "gen_ai.usage.completion_tokens"],
  cacheReadTokens: [key.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS],
  cacheWriteTokens: [key.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS, "gen_ai.usage.cache_creation.input_tokens"],
  reasoningTokens: [key.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS],
  audioInputTokens: [key.GEN_AI_USAGE_AUDIO_INPUT_TOKENS],
  audioOutputTokens: [key.GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS],
  imageInputTokens: [key.GEN_AI_USAGE_IMAGE_INPUT_TOKENS],
  imageOutputTokens: [key.GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS],
  textCacheReadTokens: [key.GEN_AI_USAGE_TEXT_CACHE_READ_INPUT_TOKENS],
  audioCacheReadTokens: [key.GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS],
  imageCacheReadTokens: [key.GEN_AI_USAGE_IMAGE_CACHE_READ_INPUT_TOKENS],
  audioInputMs: [key.ROOTSPAN_USAGE_AUDIO_INPUT_SECONDS],
  webSearches: [key.ROOTSPAN_USAGE_WEB_SEARCHES],
  fileSearches: [key.ROOTSPAN_USAGE_FILE_SEARCHES],
  codeExecutions: [key.ROOTSPAN_USAGE_CODE_EXECUTIONS],
  imageGenerations: [key.ROOTSPAN_USAGE_IMAGE_GENERATIONS],
};

/**
 * What a span says it used; undefined when it says neither tokens nor time. Nothing is estimated; nonsense is nothing.
 */
export function usageOf(attributes: Attributes): Usage | undefined {
  const usage: Record<keyof Usage, number> = { ...NO_USAGE };
  let isSaid = false;
  for (const name of COUNTS) {
    const count = name === "audioInputMs" ? readMs(attributes, KEYS[name]) : readCount(attributes, KEYS[name]);
    if (count === undefined) continue;
    usage[name] = count;
    isSaid ||= name === "inputTokens" || name === "outputTokens" || name === "audioInputMs";
  }
  return isSaid ? usage : undefined;
}

export function addUsage(a: Usage, b: Usage): Usage {
  const sum: Record<keyof Usage, number> = { ...a };
  for (const name of COUNTS) sum[name] += b[name];
  return sum;
}

function readCount(attributes: Attributes, keys: readonly string[]): number | undefined {
  return readNumber(attributes, keys, (count) => (Number.isInteger(count) ? count : undefined));
}

function readMs(attributes: Attributes, keys: readonly string[]): number | undefined {
  return readNumber(attributes, keys, (seconds) => Math.round(seconds * 1000));
}

function readNumber(
  attributes: Attributes,
  keys: readonly string[],
  toCount: (value: number) => number | undefined,
): number | undefined {
  for (const name of keys) {
    const value = numberAttribute(attributes, name);
    const count = value === undefined ? undefined : toCount(value);
    if (count !== undefined && count >= 0 && count <= MAX_TOKENS_A_CALL) return count;
  }
  return undefined;
}
