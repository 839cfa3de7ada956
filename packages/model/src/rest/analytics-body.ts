/** The body of `GET /v2/analytics`. */
import type { TokenStats } from "../session-stats.ts";
import type { SessionItem } from "./session-item.ts";

export interface AnalyticsBody {
  /** RFC 3339: whole intervals, in UTC. */
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  readonly interval: AnalyticsIntervalName;
  readonly group_by: AnalyticsGroupName | null;
  readonly totals: AnalyticsSums;
  /** A point for each interval, also where nothing happened. */
  readonly series: readonly AnalyticsPointBody[];
  /** Dearest first; none without `group_by`. */
  readonly groups: readonly AnalyticsGroupBody[];
  /** Of the sessions that started in the time. */
  readonly slowest: readonly SessionItem[];
  readonly dearest: readonly SessionItem[];
  /** Whether all sessions are in the numbers; where it is false, the newest are. */
  readonly complete: boolean;
}

export type AnalyticsIntervalName = "hour" | "day";
export type AnalyticsGroupName = "model" | "agent" | "service" | "tag";

/** Model calls, by the time at which they began. */
export interface CallSumsBody {
  readonly calls: number;
  readonly failed_calls: number;
  /** USD; null when calls were made and none of them has a known price. */
  readonly cost: number | null;
  /** The same with six decimals. */
  readonly cost_usd: string;
  readonly unpriced_calls: number;
  readonly tokens: TokenStats;
  /** Of calls; null without any. */
  readonly latency_ms: LatencyBody | null;
}

/** Milliseconds, within 1 %. */
export interface LatencyBody {
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
}

/** Sessions by their start, and calls. */
export interface AnalyticsSums extends CallSumsBody {
  readonly sessions: number;
  readonly states: StateCounts;
  /** Failures in the sessions. */
  readonly errors: number;
}

export interface StateCounts {
  readonly Running: number;
  readonly Success: number;
  readonly Failure: number;
  readonly Indeterminate: number;
}

export interface AnalyticsPointBody extends AnalyticsSums {
  /** RFC 3339. */
  readonly start: string;
}

export interface AnalyticsGroupBody extends CallSumsBody {
  /** Empty where nothing is known: calls outside agents, or of no named model. */
  readonly name: string;
  /** Of the time; of the empty name 0. */
  readonly sessions: number;
  /** Of the same points as the series of all. */
  readonly series: readonly CallPointBody[];
}

export interface CallPointBody extends CallSumsBody {
  /** RFC 3339. */
  readonly start: string;
}
