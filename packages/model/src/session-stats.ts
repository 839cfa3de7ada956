/** The body of `GET /v2/sessions/{id}/stats`. */
import type { CallTally } from "./call-tally.ts";
import type { EndState } from "./end-state.ts";
import type { EventKind } from "./event-kind.ts";
import { formatDuration, type SessionSummary } from "./session-summary.ts";
import { formatUsd, toUsd } from "./usd.ts";
import type { Usage } from "./usage.ts";

/** What model calls used and cost. */
export interface CallStats {
  readonly calls: number;
  /** USD; null when calls were made and none of them has a known price. */
  readonly cost: number | null;
  /** The same with six decimals. */
  readonly cost_usd: string;
  readonly unpriced_calls: number;
  readonly tokens: TokenStats;
  readonly other: OtherStats;
}

/** What calls used beside tokens. */
export interface OtherStats {
  /** Seconds of audio that was heard, where the provider counts that in time. */
  readonly audio_input_seconds: number;
  readonly web_searches: number;
  readonly file_searches: number;
  readonly code_executions: number;
  readonly image_generations: number;
}

export interface TokenStats {
  readonly input: number;
  readonly output: number;
  readonly total: number;
  /** Within `input`. */
  readonly cache_read: number;
  /** Within `input`. */
  readonly cache_write: number;
  /** Within `output`. */
  readonly reasoning: number;
  /** Within `input`. */
  readonly audio_input: number;
  /** Within `output`. */
  readonly audio_output: number;
  /** Within `input`. */
  readonly image_input: number;
  /** Within `output`. */
  readonly image_output: number;
}

export interface ModelStats extends CallStats {
  readonly provider: string;
  readonly model: string;
}

export interface AgentStats extends CallStats {
  readonly name: string;
}

/** The first six keys are AgentOps', with its types. */
export interface SessionStats {
  readonly session_id: string;
  /** USD; null when calls were made and none of them has a known price. */
  readonly cost: number | null;
  readonly events: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly errors: number;
  /** `cost` with six decimals, as `session.end` returns it. */
  readonly cost_usd: string;
  readonly unpriced_calls: number;
  readonly running: boolean;
  /** Null while running. */
  readonly end_state: EndState | null;
  readonly end_state_reason: string | null;
  /** RFC 3339 with milliseconds. */
  readonly start_time: string;
  /** RFC 3339 with milliseconds; null while running. */
  readonly end_time: string | null;
  readonly duration_ms: number;
  /** `1m 2.3s` */
  readonly duration: string;
  readonly counts: Readonly<Record<EventKind, number>>;
  readonly tokens: TokenStats;
  readonly other: OtherStats;
  readonly models: readonly ModelStats[];
  readonly agents: readonly AgentStats[];
}

export function toStats(sessionId: string, summary: SessionSummary): SessionStats {
  const { calls } = summary;
  return {
    session_id: sessionId,
    cost: costOrNull(calls),
    events: summary.events,
    prompt_tokens: calls.usage.inputTokens,
    completion_tokens: calls.usage.outputTokens,
    errors: summary.errors,
    cost_usd: formatUsd(calls.cost),
    unpriced_calls: calls.unpricedCalls,
    running: summary.running,
    end_state: summary.endState ?? null,
    end_state_reason: summary.endStateReason ?? null,
    start_time: toTimestamp(summary.startTimeUnixNano),
    end_time: summary.endTimeUnixNano === undefined ? null : toTimestamp(summary.endTimeUnixNano),
    duration_ms: Number(summary.durationNs) / 1e6,
    duration: formatDuration(summary.durationNs),
    counts: summary.counts,
    tokens: toTokens(calls.usage),
    other: toOther(calls.usage),
    models: summary.models.map((model) => ({ provider: model.provider, model: model.model, ...toCallStats(model) })),
    agents: summary.agents.map((agent) => ({ name: agent.name, ...toCallStats(agent) })),
  };
}

/** RFC 3339 with milliseconds, UTC. */
export function toTimestamp(unixNano: bigint): string {
  return new Date(Number(unixNano / 1_000_000n)).toISOString();
}

function toCallStats(calls: CallTally): CallStats {
  return {
    calls: calls.calls,
    cost: costOrNull(calls),
    cost_usd: formatUsd(calls.cost),
    unpriced_calls: calls.unpricedCalls,
    tokens: toTokens(calls.usage),
    other: toOther(calls.usage),
  };
}

function toOther(usage: Usage): OtherStats {
  return {
    audio_input_seconds: usage.audioInputMs / 1000,
    web_searches: usage.webSearches,
    file_searches: usage.fileSearches,
    code_executions: usage.codeExecutions,
    image_generations: usage.imageGenerations,
  };
}

function costOrNull(calls: CallTally): number | null {
  return calls.calls > 0 && calls.unpricedCalls === calls.calls ? null : toUsd(calls.cost);
}

export function toTokens(usage: Usage): TokenStats {
  return {
    input: usage.inputTokens,
    output: usage.outputTokens,
    total: usage.inputTokens + usage.outputTokens,
    cache_read: usage.cacheReadTokens,
    cache_write: usage.cacheWriteTokens,
    reasoning: usage.reasoningTokens,
    audio_input: usage.audioInputTokens,
    audio_output: usage.audioOutputTokens,
    image_input: usage.imageInputTokens,
    image_output: usage.imageOutputTokens,
  };
}
