/** The user's own prices, in the price table's form, so that one calculation serves both. */
import type { ModelPrice, Provider } from "@pydantic/genai-prices";

/**
 * The user's own prices of a model, in USD per million tokens unless the name says otherwise. A class of tokens left
 * out is charged like its total; a call that uses anything else without a price here has no price.
 */
export interface ModelPrices {
  readonly inputUsdPerMTok: number;
  readonly outputUsdPerMTok: number;
  readonly cacheReadUsdPerMTok?: number;
  readonly cacheWriteUsdPerMTok?: number;
  readonly reasoningUsdPerMTok?: number;
  readonly audioInputUsdPerMTok?: number;
  readonly audioOutputUsdPerMTok?: number;
  readonly imageInputUsdPerMTok?: number;
  readonly imageOutputUsdPerMTok?: number;
  readonly audioInputUsdPerHour?: number;
  readonly webSearchUsdPerThousand?: number;
  readonly fileSearchUsdPerThousand?: number;
  readonly codeExecutionUsdPerThousand?: number;
}

/** Keys are model names as the call or the answer spells them, or `provider:model` for one provider only. */
export type PriceOverrides = Readonly<Record<string, ModelPrices>>;

const TABLE_NAMES: Readonly<Record<keyof ModelPrices, string>> = {
  inputUsdPerMTok: "input_mtok",
  outputUsdPerMTok: "output_mtok",
  cacheReadUsdPerMTok: "cache_read_mtok",
  cacheWriteUsdPerMTok: "cache_write_mtok",
  reasoningUsdPerMTok: "output_reasoning_mtok",
  audioInputUsdPerMTok: "input_audio_mtok",
  audioOutputUsdPerMTok: "output_audio_mtok",
  imageInputUsdPerMTok: "input_image_mtok",
  imageOutputUsdPerMTok: "output_image_mtok",
  audioInputUsdPerHour: "input_audio_hours",
  webSearchUsdPerThousand: "web_searches_kcount",
  fileSearchUsdPerThousand: "storage_searches_kcount",
  codeExecutionUsdPerThousand: "code_executions_kcount",
};

export const MODEL_PRICE_NAMES = Object.keys(TABLE_NAMES) as readonly (keyof ModelPrices)[];

/** Prices that the table wants where a model has both others. What is cached costs so, whatever it was. */
const JOINS: readonly (readonly [first: string, second: string, joined: string])[] = [
  ["cache_read_mtok", "input_audio_mtok", "cache_audio_read_mtok"],
  ["cache_write_mtok", "input_audio_mtok", "cache_audio_write_mtok"],
  ["output_reasoning_mtok", "output_audio_mtok", "output_audio_reasoning_mtok"],
  ["cache_read_mtok", "input_image_mtok", "cache_image_read_mtok"],
  ["cache_write_mtok", "input_image_mtok", "cache_image_write_mtok"],
  ["output_reasoning_mtok", "output_image_mtok", "output_image_reasoning_mtok"],
];

export function ownPrices(overrides: PriceOverrides, provider: string | undefined, name: string): Provider | undefined {
  const qualified = `${provider}:${name}`;
  const key = Object.hasOwn(overrides, qualified) ? qualified : name;
  if (!Object.hasOwn(overrides, key)) return undefined;
  return {
    id: "override",
    name: "override",
    api_pattern: "",
    models: [{ id: name, match: { equals: name }, prices: toTable(overrides[key]!) }],
  };
}

function toTable(own: ModelPrices): ModelPrice {
  const prices: ModelPrice = {};
  for (const name of MODEL_PRICE_NAMES) if (own[name] !== undefined) prices[TABLE_NAMES[name]] = own[name];
  for (const [first, second, joined] of JOINS) {
    if (prices[first] !== undefined && prices[second] !== undefined) prices[joined] = prices[first];
  }
  // The table wants a total beside each of its parts.
  if (prices["input_audio_hours"] !== undefined) prices["audio_hours"] = prices["input_audio_hours"];
  return prices;
}
