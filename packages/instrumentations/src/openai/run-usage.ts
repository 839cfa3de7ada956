/**
 * What a run in the background used. It is known when the run is over, and told to each caller who then asks: where it
 * is told first, and only there, the span is a call of a model that costs.
 */
import type { Attributes, SpanContext } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { settleUsage } from "./background-usage.ts";

export function settleRun(attributes: Attributes, span: SpanContext): Attributes {
  const settled = settleUsage(attributes, span);
  return key.GEN_AI_USAGE_INPUT_TOKENS in settled ? { ...settled, [key.ROOTSPAN_KIND]: "llm" } : settled;
}
