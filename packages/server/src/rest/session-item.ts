/** A session as lists show it. */
import { type EndState, type EventKind, type TokenStats, toStats } from "@rootspan/model";
import type { ObservedSession } from "./observed-session.ts";

export interface SessionItem {
  readonly id: string;
  readonly name: string | null;
  readonly running: boolean;
  /** Null while running. */
  readonly end_state: EndState | null;
  readonly end_state_reason: string | null;
  readonly tags: readonly string[];
  /** RFC 3339 with milliseconds. */
  readonly start_time: string;
  /** Null while running. */
  readonly end_time: string | null;
  readonly duration_ms: number;
  /** USD; null when calls were made and none of them has a known price. */
  readonly cost: number | null;
  /** The same with six decimals. */
  readonly cost_usd: string;
  readonly unpriced_calls: number;
  readonly tokens: TokenStats;
  readonly spans: number;
  readonly events: number;
  readonly counts: Readonly<Record<EventKind, number>>;
  readonly errors: number;
  /** Names, dearest first. */
  readonly models: readonly string[];
  readonly services: readonly string[];
}

export function toSessionItem({ id, summary }: ObservedSession): SessionItem {
  const stats = toStats(id, summary);
  return {
    id,
    name: summary.name ?? null,
    running: stats.running,
    end_state: stats.end_state,
    end_state_reason: stats.end_state_reason,
    tags: summary.tags,
    start_time: stats.start_time,
    end_time: stats.end_time,
    duration_ms: stats.duration_ms,
    cost: stats.cost,
    cost_usd: stats.cost_usd,
    unpriced_calls: stats.unpriced_calls,
    tokens: stats.tokens,
    spans: summary.spans,
    events: stats.events,
    counts: stats.counts,
    errors: stats.errors,
    models: [...new Set(stats.models.map(({ model }) => model))],
    services: summary.services,
  };
}
