/** From a summary to what `getAnalytics` returns. */
import { formatDuration, formatUsd, type SessionSummary } from "@rootspan/model";
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
