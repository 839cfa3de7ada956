/** From a summary to what `getAnalytics` returns, and to what the root span says. */
import { formatDuration, formatUsd, type SessionSummary, toUsd } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { SessionAnalytics } from "./session.ts";

export function toAnalytics({ calls, counts, durationNs, errors, events }: SessionSummary): SessionAnalytics {
  return {
    llmCalls: counts.llm,
    toolCalls: counts.tool,
    actions: counts.action,
    errors,
    events,
    duration: formatDuration(durationNs),
    durationMs: Number(durationNs) / 1e6,
    cost: formatUsd(calls.cost),
    unpricedCalls: calls.unpricedCalls,
    inputTokens: calls.usage.inputTokens,
    outputTokens: calls.usage.outputTokens,
    cacheReadTokens: calls.usage.cacheReadTokens,
    reasoningTokens: calls.usage.reasoningTokens,
  };
}

/** @param openSpans spans that had not ended, which the totals lack */
export function toTotals({ calls, counts, errors }: SessionSummary, openSpans: number): Record<string, number> {
  return {
    [key.ROOTSPAN_SESSION_COST_USD]: toUsd(calls.cost),
    [key.ROOTSPAN_SESSION_UNPRICED_CALLS]: calls.unpricedCalls,
    [key.ROOTSPAN_SESSION_LLM_CALLS]: counts.llm,
    [key.ROOTSPAN_SESSION_TOOL_CALLS]: counts.tool,
    [key.ROOTSPAN_SESSION_ACTIONS]: counts.action,
    [key.ROOTSPAN_SESSION_ERRORS]: errors,
    [key.ROOTSPAN_SESSION_INPUT_TOKENS]: calls.usage.inputTokens,
    [key.ROOTSPAN_SESSION_OUTPUT_TOKENS]: calls.usage.outputTokens,
    ...(openSpans > 0 && { [key.ROOTSPAN_SESSION_OPEN_SPANS]: openSpans }),
  };
}
