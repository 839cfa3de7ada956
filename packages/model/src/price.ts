/** What a model call costs, by the price table of `@pydantic/genai-prices` and the user's own prices. */
import { calcPrice, type PriceOptions } from "@pydantic/genai-prices";
import { ownPrices, type PriceOverrides } from "./own-prices.ts";
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

export interface PricedCall {
  /** `gen_ai.provider.name`. */
  readonly provider?: string | undefined;
  /** Names to try, best first: the answer's model, then the request's. */
  readonly models: readonly string[];
  readonly usage: Usage;
  /** How the call was served, as the answer says: the list has prices for the standard way alone. */
  readonly serviceTier?: string | undefined;
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

/** Providers with OpenAI's way to charge. */
const OPENAI_PRICES: ReadonlySet<string> = new Set(["openai", "azure.ai.openai"]);

/** OpenAI's other ways to be served, each at prices of its own: https://developers.openai.com/api/docs/pricing. */
const OTHER_TIERS: ReadonlySet<string> = new Set(["flex", "priority", "scale", "batch", "fast", "ultrafast"]);

/** Models that search for each answer, at a fee for each call that neither the list nor the answer tells of. */
const SEARCHING_MODEL = /-search-preview/i;

/** OpenAI always charges audio apart, also where the list has the model's prices for text alone. */
const NEEDS: readonly (readonly [name: keyof Usage, price: string, ofOpenAI?: true])[] = [
  ["inputTokens", "input_mtok"],
  ["outputTokens", "output_mtok"],
  ["audioInputTokens", "input_audio_mtok", true],
  ["audioOutputTokens", "output_audio_mtok", true],
  ["audioInputMs", "audio_hours"],
  ["webSearches", "web_searches_kcount"],
  ["fileSearches", "storage_searches_kcount"],
  ["codeExecutions", "code_executions_kcount"],
  // Made by another model, which the answer does not name.
  ["imageGenerations", "no price"],
];

/** Model names come from outside, so what is remembered of them is bounded. */
const MAX_REMEMBERED = 1_000;

/** A price that is known: a rate card, or the words to ask the price table with each time. */
interface Known {
  readonly source: CostSource;
  /** Names of the prices that the table has for the model: it may be priced by the second, say. */
  readonly priced: ReadonlySet<string>;
  readonly card: RateCard | undefined;
  readonly model: string;
  readonly options: PriceOptions;
}

export function createPriceBook(overrides: PriceOverrides = {}): PriceBook {
  /** By provider, then by model. */
  const remembered = new Map<string | undefined, Map<string, Known | null>>();
  let count = 0;

  function find(provider: string | undefined, name: string): Known | null {
    const known = remembered.get(provider)?.get(name);
    if (known !== undefined) return known;
    const found = lookUp(overrides, provider, name);
    if (count >= MAX_REMEMBERED) {
      remembered.clear();
      count = 0;
    }
    const models = remembered.get(provider) ?? new Map<string, Known | null>();
    remembered.set(provider, models.set(name, found));
    count += 1;
    return found;
  }

  return {
    costOf({ provider, models, usage, serviceTier, atMs }) {
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
      const { source } = best;
      const isOpenAI = source === "list_price" && OPENAI_PRICES.has(provider ?? "openai");
      if (isOpenAI && serviceTier !== undefined && OTHER_TIERS.has(serviceTier)) return undefined;
      if (isOpenAI && SEARCHING_MODEL.test(best.model)) return undefined;
      if (lacksPrice(best.priced, usage, isOpenAI)) return undefined;
      const amount = costAt(best, usage, atMs);
      return amount === undefined ? undefined : { amount, source };
    },
  };
}

/** The table's own calculation takes whatever has no price for free. */
function lacksPrice(priced: ReadonlySet<string>, usage: Usage, isOpenAI: boolean): boolean {
  return NEEDS.some(([name, price, ofOpenAI]) => usage[name] > 0 && (isOpenAI || !ofOpenAI) && !priced.has(price));
}

function costAt(known: Known, usage: Usage, atMs: number): Picodollars | undefined {
  const { card, model, options } = known;
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
  return {
    source,
    priced: new Set(Object.keys(answer.model_price)),
    card: toRateCard(answer),
    model,
    options,
  };
}
