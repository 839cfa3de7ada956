/** What AgentOps' public API says of the calls in a trace, or of one. */
import {
  addSpan,
  EMPTY_TALLY,
  kindOf,
  modelsOf,
  type PriceBook,
  type SpanRecord,
  StatusCode,
  stringAttribute,
  type Usage,
  usageOf,
} from "@rootspan/model";
import * as key from "@rootspan/model/attributes";

/** Costs are text with seven decimals. */
export interface TraceMetrics {
  readonly span_count: number;
  readonly trace_count: number;
  readonly success_count: number;
  readonly fail_count: number;
  readonly indeterminate_count: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly reasoning_tokens: number;
  readonly total_tokens: number;
  readonly prompt_cost: string;
  readonly completion_cost: string;
  readonly average_cost_per_trace: string;
  readonly total_cost: string;
}

export function toTraceMetrics(spans: readonly SpanRecord[], prices: PriceBook): TraceMetrics {
  const { calls } = spans.reduce((tally, span) => addSpan(tally, span, prices), EMPTY_TALLY);
  const { usage } = calls;
  const promptCost = spans.reduce((sum, span) => sum + promptCostOf(span, prices), 0n);
  const withStatus = (code: number): number => spans.filter(({ status }) => status.code === code).length;
  return {
    span_count: spans.length,
    trace_count: new Set(spans.map(({ traceId }) => traceId)).size,
    success_count: withStatus(StatusCode.ok),
    fail_count: withStatus(StatusCode.error),
    indeterminate_count: withStatus(StatusCode.unset),
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    cache_read_input_tokens: usage.cacheReadTokens,
    reasoning_tokens: usage.reasoningTokens,
    // AgentOps adds cached and reasoning tokens again.
    total_tokens: usage.inputTokens + usage.outputTokens,
    prompt_cost: toText(promptCost),
    completion_cost: toText(calls.cost > promptCost ? calls.cost - promptCost : 0n),
    average_cost_per_trace: toText(calls.cost),
    total_cost: toText(calls.cost),
  };
}

/** Half a unit of the seventh decimal rounds up. */
function toText(picodollars: bigint): string {
  const digits = ((picodollars + 50_000n) / 100_000n).toString().padStart(8, "0");
  return `${digits.slice(0, -7)}.${digits.slice(-7)}`;
}

/** What the input alone would cost by the list; all of the cost where the list does not know the model. */
function promptCostOf(span: SpanRecord, prices: PriceBook): bigint {
  const kind = kindOf(span.attributes);
  const usage = kind === "llm" || kind === "embedding" ? usageOf(span.attributes) : undefined;
  if (usage === undefined) return 0n;
  const provider = stringAttribute(span.attributes, key.GEN_AI_PROVIDER_NAME);
  const input: Usage = { ...usage, outputTokens: 0, reasoningTokens: 0, audioOutputTokens: 0 };
  const listed = prices.costOf({
    ...(provider !== undefined && { provider }),
    models: modelsOf(span.attributes),
    usage: input,
    atMs: Number(span.startTimeUnixNano / 1_000_000n),
  });
  return listed?.amount ?? addSpan(EMPTY_TALLY, span, prices).calls.cost;
}
