/** What a model call costs, by the price table of `@pydantic/genai-prices` and the user's own prices. */
import { calcPrice, type PriceOptions, type Provider } from "@pydantic/genai-prices";
import { applyRateCard, calculate, type RateCard, toRateCard } from "./rate-card.ts";
import { type Picodollars, toPicodollars } from "./usd.ts";
import type { Usage } from "./usage.ts";

/**
 * Who said what a call costs: the provider in its answer (`provider`), the public price table (`list_price`), or the
 * user's own price (`override`).
 */
export type CostSource = "provider" | "list_price" | "override";

export interface Cost {
  readonly amount: Picodollars;
  readonly source: CostSource;
}

/** The user's own prices of a model, in USD per million tokens. A class left out is charged like its total. */
export interface ModelPrices {
  readonly inputUsdPerMTok: number;
  readonly outputUsdPerMTok: number;
  readonly cacheReadUsdPerMTok?: number;
  readonly cacheWriteUsdPerMTok?: number;
  readonly reasoningUsdPerMTok?: number;
}

/** Keys are model names as the call or the answer spells them, or `provider:model` for one provider only. */
export type PriceOverrides = Readonly<Record<string, ModelPrices>>;

export interface PricedCall {
  /** `gen_ai.provider.name`. */
  readonly provider?: string;
  /** Names to try, best first: the answer's model, then the request's. */
  readonly models: readonly string[];
  readonly usage: Usage;
  /** Milliseconds since 1970: prices change. */
  readonly atMs: number;
}

export interface PriceBook {
  /** Undefined when no price is known. A snapshot that is not in the list is taken to cost what its model costs. */
  costOf(call: PricedCall): Cost | undefined;
}

/** `gen_ai.provider.name` of the conventions → id in the price table, where the table would not find it by itself. */
const PROVIDER_IDS: Readonly<Record<string, string>> = {
  "azure.ai.inference": "azure",
  "azure.ai.openai": "azure",
  "gcp.gen_ai": "google",
  x_ai: "x-ai",
};

/** `-2026-01-31`, `-20260131`, `-latest`: a snapshot not in the table costs what its model costs. */
const SNAPSHOT_SUFFIX = /-(?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$/;

/** Model names come from outside, so what is remembered of them is bounded. */
const MAX_REMEMBERED = 1_000;

/** A price that is known: a rate card, or the words to ask the price table with each time. */
interface Known {
  readonly source: CostSource;
  /** Whether the table prices such tokens at all: a model may be priced by the second, say. */
  readonly hasInputPrice: boolean;
  readonly hasOutputPrice: boolean;
  readonly card: RateCard | undefined;
  readonly model: string;
  readonly options: PriceOptions;
}

export function createPriceBook(overrides: PriceOverrides = {}): PriceBook {
  const remembered = new Map<string, Known | null>();

  function find(provider: string | undefined, name: string): Known | null {
    const key = `${provider ?? ""}\0${name}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const found = lookUp(overrides, provider, name);
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(key, found);
    return found;
  }

  return {
    costOf({ provider, models, usage, atMs }) {
      let best: Known | null = null;
      for (const name of models) {
        const known = find(provider, name);
        if (known?.source === "override") {
          best = known;
          break;
        }
        best ??= known;
      }
      if (best === null) return undefined;
      const amount = costAt(best, usage, atMs);
      return amount === undefined ? undefined : { amount, source: best.source };
    },
  };
}

function costAt(known: Known, usage: Usage, atMs: number): Picodollars | undefined {
  const { card, model, options } = known;
  if (usage.inputTokens > 0 && !known.hasInputPrice) return undefined;
  if (usage.outputTokens > 0 && !known.hasOutputPrice) return undefined;
  const exact = card && applyRateCard(card, usage);
  if (exact !== undefined) return exact;
  const usd = calculate(model, usage, { ...options, timestamp: new Date(atMs) });
  return usd === undefined ? undefined : toPicodollars(usd);
}

function lookUp(overrides: PriceOverrides, provider: string | undefined, name: string): Known | null {
  const own = ownPrices(overrides, provider, name);
  if (own !== undefined) return toKnown("override", name, { provider: own });
  const options: PriceOptions = provider === undefined ? {} : { providerId: PROVIDER_IDS[provider] ?? provider };
  return toKnown("list_price", name, options) ?? toKnown("list_price", name.replace(SNAPSHOT_SUFFIX, ""), options);
}

function toKnown(source: CostSource, model: string, options: PriceOptions): Known | null {
  const answer = calcPrice({}, model, options);
  if (answer === null) return null;
  const { input_mtok: input, output_mtok: output } = answer.model_price;
  return {
    source,
    hasInputPrice: input !== undefined,
    hasOutputPrice: output !== undefined,
    card: toRateCard(answer),
    model,
    options,
  };
}

/** The user's prices in the table's own form, so that one calculation serves both. */
function ownPrices(overrides: PriceOverrides, provider: string | undefined, name: string): Provider | undefined {
  const qualified = `${provider}:${name}`;
  const key = Object.hasOwn(overrides, qualified) ? qualified : name;
  if (!Object.hasOwn(overrides, key)) return undefined;
  const prices = overrides[key]!;
  return {
    id: "override",
    name: "override",
    api_pattern: "",
    models: [
      {
        id: name,
        match: { equals: name },
        prices: {
          input_mtok: prices.inputUsdPerMTok,
          output_mtok: prices.outputUsdPerMTok,
          ...(prices.cacheReadUsdPerMTok !== undefined && { cache_read_mtok: prices.cacheReadUsdPerMTok }),
          ...(prices.cacheWriteUsdPerMTok !== undefined && { cache_write_mtok: prices.cacheWriteUsdPerMTok }),
          ...(prices.reasoningUsdPerMTok !== undefined && { output_reasoning_mtok: prices.reasoningUsdPerMTok }),
        },
      },
    ],
  };
}
