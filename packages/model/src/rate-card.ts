/** Exact prices per token of one model, taken from the price table's answer for that model. */
import { calcPrice, type PriceCalculation, type PriceOptions } from "@pydantic/genai-prices";
import type { Picodollars } from "./usd.ts";
import type { Usage } from "./usage.ts";

/** Picodollars per token. */
export interface RateCard {
  readonly input: bigint;
  readonly cacheRead: bigint;
  readonly cacheWrite: bigint;
  readonly output: bigint;
  readonly reasoning: bigint;
}

/** A price of 1 USD per million tokens is this many picodollars per token. */
const PICO_PER_TOKEN = 1_000_000;

/**
 * The rate card of a model whose price is the same for every token of a class at every time.
 * Undefined where the price depends on the size of the prompt, the time of day or a start date, where each request
 * has a fee of its own, or where a rate is not a whole number of picodollars: those go through `calcPrice`.
 */
export function toRateCard(answer: PriceCalculation): RateCard | undefined {
  if (Array.isArray(answer.model.prices)) return undefined;
  const prices = answer.model_price;
  if (prices["requests_kcount"] !== undefined) return undefined;
  const input = toRate(prices["input_mtok"]);
  // Embedding models have no price for output, and no output.
  const output = prices["output_mtok"] === undefined ? 0n : toRate(prices["output_mtok"]);
  // A class of tokens without a rate of its own is charged like the total that it lies within.
  const cacheRead = toRate(prices["cache_read_mtok"]) ?? ownRate(prices["cache_read_mtok"], input);
  const cacheWrite = toRate(prices["cache_write_mtok"]) ?? ownRate(prices["cache_write_mtok"], input);
  const reasoning = toRate(prices["output_reasoning_mtok"]) ?? ownRate(prices["output_reasoning_mtok"], output);
  if (input === undefined || output === undefined) return undefined;
  if (cacheRead === undefined || cacheWrite === undefined || reasoning === undefined) return undefined;
  return { input, cacheRead, cacheWrite, output, reasoning };
}

/** Undefined when the usage has units that a rate card does not hold, or contradicts itself. */
export function applyRateCard(card: RateCard, usage: Usage): Picodollars | undefined {
  const { cacheReadTokens, cacheWriteTokens, reasoningTokens } = usage;
  const freshInput = usage.inputTokens - cacheReadTokens - cacheWriteTokens;
  const answer = usage.outputTokens - reasoningTokens;
  if (freshInput < 0 || answer < 0 || isBeyondCards(usage)) return undefined;
  let cost = BigInt(freshInput) * card.input + BigInt(answer) * card.output;
  if (cacheReadTokens > 0) cost += BigInt(cacheReadTokens) * card.cacheRead;
  if (cacheWriteTokens > 0) cost += BigInt(cacheWriteTokens) * card.cacheWrite;
  if (reasoningTokens > 0) cost += BigInt(reasoningTokens) * card.reasoning;
  return cost;
}

/** Counts are never negative. */
function isBeyondCards(usage: Usage): boolean {
  const { audioInputTokens, audioOutputTokens, imageInputTokens, imageOutputTokens, audioInputMs } = usage;
  const { audioCacheReadTokens, imageCacheReadTokens } = usage;
  const { webSearches, fileSearches, codeExecutions, imageGenerations } = usage;
  const modal = audioInputTokens + audioOutputTokens + imageInputTokens + imageOutputTokens + audioInputMs;
  const tools = webSearches + fileSearches + codeExecutions + imageGenerations;
  return modal + audioCacheReadTokens + imageCacheReadTokens + tools > 0;
}

/** The table's own words, beside those for totals and for time. */
const UNITS: readonly (readonly [unit: string, name: keyof Usage])[] = [
  ["cache_read_tokens", "cacheReadTokens"],
  ["cache_write_tokens", "cacheWriteTokens"],
  ["output_reasoning_tokens", "reasoningTokens"],
  ["input_audio_tokens", "audioInputTokens"],
  ["output_audio_tokens", "audioOutputTokens"],
  ["input_image_tokens", "imageInputTokens"],
  ["output_image_tokens", "imageOutputTokens"],
  ["web_searches", "webSearches"],
  ["storage_searches", "fileSearches"],
  ["code_executions", "codeExecutions"],
];

/**
 * The price table's own calculation, for everything that no rate card covers.
 * Undefined when the usage contradicts itself, as when more tokens were cached than sent.
 */
export function calculate(model: string, usage: Usage, options: PriceOptions): number | undefined {
  // calcPrice prints a warning for a key that it does not know, so only known keys are passed; zeros are left out.
  const units: Record<string, number> = { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens };
  for (const [unit, name] of UNITS) if (usage[name] > 0) units[unit] = usage[name];
  const { cacheReadTokens, textCacheReadTokens, audioCacheReadTokens, imageCacheReadTokens } = usage;
  if (cacheReadTokens === textCacheReadTokens + audioCacheReadTokens + imageCacheReadTokens) {
    // Zeros too: to the table, what is left out is not known.
    units["cache_audio_read_tokens"] = audioCacheReadTokens;
    units["cache_image_read_tokens"] = imageCacheReadTokens;
  }
  if (usage.audioInputMs > 0) {
    // The table wants a total beside each of its parts.
    units["audio_seconds"] = units["input_audio_seconds"] = usage.audioInputMs / 1000;
  }
  try {
    return calcPrice(units, model, options)?.total_price;
  } catch {
    return undefined;
  }
}

function toRate(usdPerMTok: unknown): bigint | undefined {
  if (typeof usdPerMTok !== "number") return undefined;
  const exact = usdPerMTok * PICO_PER_TOKEN;
  const rounded = Math.round(exact);
  return Math.abs(exact - rounded) < 1e-3 ? BigInt(rounded) : undefined;
}

/** The fallback where the table has no price of its own; none where it has one that is not a plain rate. */
function ownRate(price: unknown, fallback: bigint | undefined): bigint | undefined {
  return price === undefined ? fallback : undefined;
}
