/** Sums over model calls. */
import { type Picodollars, toPicodollars } from "./usd.ts";
import {
  GEN_AI_PROVIDER_NAME,
  GEN_AI_REQUEST_MODEL,
  GEN_AI_RESPONSE_MODEL,
  GEN_AI_USAGE_COST_AMOUNT,
  GEN_AI_USAGE_COST_CURRENCY,
  ROOTSPAN_COST_UNPRICED,
} from "./attributes.ts";
import type { Cost, PriceBook } from "./price.ts";
import { type Attributes, type FoldableSpan, numberAttribute, StatusCode, stringAttribute } from "./span-record.ts";
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

/** What one model call adds: the cost that the span carries, else the price book's. */
export function callOf(span: FoldableSpan, prices: PriceBook | undefined): CallTally {
  const usage = usageOf(span.attributes);
  const cost = statedCost(span.attributes) ?? priceOf(span, prices)?.amount;
  // A call that failed before the provider counted anything has cost nothing.
  const free = usage === undefined && span.status.code === StatusCode.error;
  return {
    calls: 1,
    usage: usage ?? NO_USAGE,
    cost: cost ?? 0n,
    unpricedCalls: cost === undefined && !free ? 1 : 0,
  };
}

/** The price book's cost of a span, or undefined when it has no usage, no model, no known price, or is marked unpriced. */
export function priceOf(
  span: Pick<FoldableSpan, "attributes" | "startTimeUnixNano">,
  prices: PriceBook | undefined,
): Cost | undefined {
  const usage = usageOf(span.attributes);
  if (prices === undefined || usage === undefined || span.attributes[ROOTSPAN_COST_UNPRICED] === true) return undefined;
  const provider = stringAttribute(span.attributes, GEN_AI_PROVIDER_NAME);
  return prices.costOf({
    ...(provider !== undefined && { provider }),
    models: modelsOf(span.attributes),
    usage,
    atMs: Number(span.startTimeUnixNano / 1_000_000n),
  });
}

/** The names of a call's model, best first: the answer's, then the request's. */
export function modelsOf(attributes: Attributes): readonly string[] {
  const names = [GEN_AI_RESPONSE_MODEL, GEN_AI_REQUEST_MODEL].map((key) => stringAttribute(attributes, key));
  return [...new Set(names.filter((name) => name !== undefined && name !== ""))] as string[];
}

function statedCost(attributes: Attributes): Picodollars | undefined {
  const currency = attributes[GEN_AI_USAGE_COST_CURRENCY] ?? "USD";
  const amount = numberAttribute(attributes, GEN_AI_USAGE_COST_AMOUNT);
  return amount === undefined || currency !== "USD" ? undefined : toPicodollars(amount);
}
