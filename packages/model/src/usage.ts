/** What model calls used: tokens, and what else providers charge for. */
import * as key from "./attributes.ts";
import { MAX_TOKENS_A_CALL } from "./bounds.ts";
import { type Attributes, type AttributeValue, toFiniteNumber } from "./span-record.ts";

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

/**
 * What a span says it used; undefined when it says neither tokens nor time. Nothing is estimated; nonsense is nothing.
 * Where two keys are read, the later one is an older convention's.
 */
export function usageOf(attributes: Attributes): Usage | undefined {
  const inputTokens =
    countOf(attributes[key.GEN_AI_USAGE_INPUT_TOKENS]) ?? countOf(attributes["gen_ai.usage.prompt_tokens"]);
  const outputTokens =
    countOf(attributes[key.GEN_AI_USAGE_OUTPUT_TOKENS]) ?? countOf(attributes["gen_ai.usage.completion_tokens"]);
  const audioInputMs = msOf(attributes[key.ROOTSPAN_USAGE_AUDIO_INPUT_SECONDS]);
  if (inputTokens === undefined && outputTokens === undefined && audioInputMs === undefined) return undefined;
  // Written out: this is read of every model call in the application and at ingest, and a loop takes three times as long.
  return {
    inputTokens: inputTokens ?? 0,
    outputTokens: outputTokens ?? 0,
    cacheReadTokens: countOf(attributes[key.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]) ?? 0,
    cacheWriteTokens:
      countOf(attributes[key.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS]) ??
      countOf(attributes["gen_ai.usage.cache_creation.input_tokens"]) ??
      0,
    reasoningTokens: countOf(attributes[key.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]) ?? 0,
    audioInputTokens: countOf(attributes[key.GEN_AI_USAGE_AUDIO_INPUT_TOKENS]) ?? 0,
    audioOutputTokens: countOf(attributes[key.GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS]) ?? 0,
    imageInputTokens: countOf(attributes[key.GEN_AI_USAGE_IMAGE_INPUT_TOKENS]) ?? 0,
    imageOutputTokens: countOf(attributes[key.GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS]) ?? 0,
    textCacheReadTokens: countOf(attributes[key.GEN_AI_USAGE_TEXT_CACHE_READ_INPUT_TOKENS]) ?? 0,
    audioCacheReadTokens: countOf(attributes[key.GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS]) ?? 0,
    imageCacheReadTokens: countOf(attributes[key.GEN_AI_USAGE_IMAGE_CACHE_READ_INPUT_TOKENS]) ?? 0,
    audioInputMs: audioInputMs ?? 0,
    webSearches: countOf(attributes[key.ROOTSPAN_USAGE_WEB_SEARCHES]) ?? 0,
    fileSearches: countOf(attributes[key.ROOTSPAN_USAGE_FILE_SEARCHES]) ?? 0,
    codeExecutions: countOf(attributes[key.ROOTSPAN_USAGE_CODE_EXECUTIONS]) ?? 0,
    imageGenerations: countOf(attributes[key.ROOTSPAN_USAGE_IMAGE_GENERATIONS]) ?? 0,
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
    imageInputTokens: a.imageInputTokens + b.imageInputTokens,
    imageOutputTokens: a.imageOutputTokens + b.imageOutputTokens,
    textCacheReadTokens: a.textCacheReadTokens + b.textCacheReadTokens,
    audioCacheReadTokens: a.audioCacheReadTokens + b.audioCacheReadTokens,
    imageCacheReadTokens: a.imageCacheReadTokens + b.imageCacheReadTokens,
    audioInputMs: a.audioInputMs + b.audioInputMs,
    webSearches: a.webSearches + b.webSearches,
    fileSearches: a.fileSearches + b.fileSearches,
    codeExecutions: a.codeExecutions + b.codeExecutions,
    imageGenerations: a.imageGenerations + b.imageGenerations,
  };
}

function countOf(value: AttributeValue | undefined): number | undefined {
  // Most are not there.
  if (value === undefined) return undefined;
  const count = toFiniteNumber(value);
  return Number.isInteger(count) ? inBounds(count!) : undefined;
}

function msOf(value: AttributeValue | undefined): number | undefined {
  const seconds = toFiniteNumber(value);
  return seconds === undefined ? undefined : inBounds(Math.round(seconds * 1000));
}

function inBounds(count: number): number | undefined {
  return count >= 0 && count <= MAX_TOKENS_A_CALL ? count : undefined;
}
