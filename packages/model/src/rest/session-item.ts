/** A session as `GET /v2/sessions` lists it. */
import type { EndState } from "../end-state.ts";
import type { EventKind } from "../event-kind.ts";
import type { TokenStats } from "../session-stats.ts";

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
  /** RFC 3339 with milliseconds; null while running. */
  readonly end_time: string | null;
  /** Wall clock. */
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
  /** Names, dearest first. */
  readonly agents: readonly string[];
  /** Names, by the alphabet. */
  readonly services: readonly string[];
}

export interface SessionList {
  readonly sessions: readonly SessionItem[];
  /** The `cursor` of the next page; null on the last one. */
  readonly next_cursor: string | null;
}
