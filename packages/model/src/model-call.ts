/** A model call as sums over calls see it: what it adds, and by what it may be told apart. */
import { GEN_AI_AGENT_NAME, SERVICE_NAME } from "./attributes.ts";
import { type CallTally, callOf, modelsOf } from "./call-tally.ts";
import { bearsUsage } from "./event-kind.ts";
import { toGroupName } from "./groups.ts";
import type { PriceBook } from "./price.ts";
import { type FoldableSpan, StatusCode, stringAttribute } from "./span-record.ts";

export interface ModelCall {
  /** What the one call adds. */
  readonly tally: CallTally;
  readonly failed: boolean;
  /** As the answer spelled it, else as the request did; empty where neither was given. */
  readonly model: string;
  /** The agent that made it; empty where none is told. */
  readonly agent: string;
  /** `service.name` of its resource; empty where none is told. */
  readonly service: string;
  /** Nanoseconds since 1970. */
  readonly startTimeUnixNano: bigint;
  readonly durationNs: bigint;
}

/** Undefined for a span that is no model call. `prices` is asked for what it cost where the span does not say. */
export function modelCallOf(span: FoldableSpan, prices?: PriceBook): ModelCall | undefined {
  const { attributes, status, startTimeUnixNano, endTimeUnixNano } = span;
  if (!bearsUsage(attributes)) return undefined;
  return {
    tally: callOf({ attributes, status, atMs: Number(startTimeUnixNano / 1_000_000n) }, prices),
    failed: status.code === StatusCode.error,
    model: toGroupName(modelsOf(attributes)[0] ?? ""),
    agent: toGroupName(stringAttribute(attributes, GEN_AI_AGENT_NAME) ?? ""),
    service: toGroupName(stringAttribute(span.resource, SERVICE_NAME) ?? ""),
    startTimeUnixNano,
    durationNs: endTimeUnixNano - startTimeUnixNano,
  };
}
