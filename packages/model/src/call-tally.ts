/** Sums over model calls. */
import {
  GEN_AI_PROVIDER_NAME,
  GEN_AI_REQUEST_MODEL,
  GEN_AI_RESPONSE_MODEL,
  GEN_AI_USAGE_COST_AMOUNT,
  GEN_AI_USAGE_COST_CURRENCY,
  GEN_AI_USAGE_COST_SOURCE,
  OPENAI_RESPONSE_SERVICE_TIER,
  ROOTSPAN_COST_UNPRICED,
  ROOTSPAN_USAGE_OF_SPAN_ID,
} from "./attributes.ts";
import { MAX_NAME_LENGTH, MAX_USD_A_CALL, shorten } from "./bounds.ts";
import { bearsUsage, isFetch } from "./event-kind.ts";
import type { Cost, PriceBook } from "./price.ts";
import { type Attributes, numberAttribute, type SpanStatus, StatusCode, stringAttribute } from "./span-record.ts";
import { type Picodollars, toPicodollars, toUsd } from "./usd.ts";
import { addUsage, NO_USAGE, type Usage, usageOf } from "./usage.ts";

export interface CallTally {
  readonly calls: number;
  readonly usage: Usage;
  readonly cost: Picodollars;
  /** Calls whose cost is not in `cost`, because no price is known or the answer did not say what was used. */
  readonly unpricedCalls: number;
}

export const NO_CALLS: CallTally = { calls: 0, usage: NO_USAGE, cost: 0n, unpricedCalls: 0 };

export function addCalls(a: CallTally, b: CallTally): CallTally {
  return {
    calls: a.calls + b.calls,
    usage: addUsage(a.usage, b.usage),
    cost: a.cost + b.cost,
    unpricedCalls: a.unpricedCalls + b.unpricedCalls,
  };
}

/** What a span says of a model call. */
export interface Call {
  readonly attributes: Attributes;
  readonly status: SpanStatus;
  /** When it began: milliseconds since 1970. Prices change. */
  readonly atMs: number;
}

/** What one model call, or the fetch of its answer, adds: the cost that the span carries, else the price book's. */
export function callOf(span: Call, prices: PriceBook | undefined): CallTally {
  const usage = usageOf(span.attributes);
  const cost = statedCost(span.attributes) ?? listedCost(span, usage, prices)?.amount;
  if (isFetch(span.attributes)) return fetchOf(span.attributes, usage, cost);
  return {
    calls: 1,
    usage: usage ?? NO_USAGE,
    cost: cost ?? 0n,
    unpricedCalls: cost === undefined && !isFree(span, usage) ? 1 : 0,
  };
}

/** A fetch is no call, and what it tells settles that the call it belongs to did not say what it used. */
function fetchOf(attributes: Attributes, usage: Usage | undefined, cost: Picodollars | undefined): CallTally {
  if (usage === undefined) return NO_CALLS;
  const settled = attributes[ROOTSPAN_USAGE_OF_SPAN_ID] === undefined ? 0 : 1;
  return { calls: 0, usage, cost: cost ?? 0n, unpricedCalls: (cost === undefined ? 1 : 0) - settled };
}

/**
 * The attributes that say what an ended span cost; undefined where there is nothing to say, because it is no model
 * call or carries its cost already.
 */
export function costAttributes(span: Call, prices: PriceBook): Record<string, string | number | boolean> | undefined {
  if (!bearsUsage(span.attributes) || statedCost(span.attributes) !== undefined) return undefined;
  const usage = usageOf(span.attributes);
  if (usage === undefined && isFetch(span.attributes)) return undefined;
  const cost = listedCost(span, usage, prices);
  if (cost === undefined) return isFree(span, usage) ? undefined : { [ROOTSPAN_COST_UNPRICED]: true };
  return {
    [GEN_AI_USAGE_COST_AMOUNT]: toUsd(cost.amount),
    [GEN_AI_USAGE_COST_CURRENCY]: "USD",
    [GEN_AI_USAGE_COST_SOURCE]: cost.source,
  };
}

/** A call that failed before the provider counted anything has cost nothing. */
function isFree(span: Call, usage: Usage | undefined): boolean {
  return usage === undefined && span.status.code === StatusCode.error;
}

/** The price book's cost of a span; undefined without usage or a known price, and where the emitter had no price. */
function listedCost(span: Call, usage: Usage | undefined, prices: PriceBook | undefined): Cost | undefined {
  if (prices === undefined || usage === undefined || span.attributes[ROOTSPAN_COST_UNPRICED] === true) return undefined;
  return prices.costOf({
    provider: nameOf(span.attributes, GEN_AI_PROVIDER_NAME),
    serviceTier: nameOf(span.attributes, OPENAI_RESPONSE_SERVICE_TIER),
    models: modelsOf(span.attributes),
    usage,
    atMs: span.atMs,
  });
}

/** The names of a call's model, best first: the answer's, then the request's. */
export function modelsOf(attributes: Attributes): readonly string[] {
  const answered = nameOf(attributes, GEN_AI_RESPONSE_MODEL);
  const requested = nameOf(attributes, GEN_AI_REQUEST_MODEL);
  if (answered === undefined) return requested === undefined ? [] : [requested];
  return requested === undefined || requested === answered ? [answered] : [answered, requested];
}

function nameOf(attributes: Attributes, name: string): string | undefined {
  const text = stringAttribute(attributes, name);
  return text === undefined || text === "" ? undefined : shorten(text, MAX_NAME_LENGTH);
}

/** Undefined where the span states none, or none that makes sense. */
function statedCost(attributes: Attributes): Picodollars | undefined {
  const currency = attributes[GEN_AI_USAGE_COST_CURRENCY] ?? "USD";
  const amount = numberAttribute(attributes, GEN_AI_USAGE_COST_AMOUNT);
  if (amount === undefined || amount < 0 || amount > MAX_USD_A_CALL || currency !== "USD") return undefined;
  return toPicodollars(amount);
}
