/** The port to sums over many sessions, for charts. */
import type { Picodollars, Usage } from "@rootspan/model";
import type { SessionFilter, SessionState } from "./session-filter.ts";
import type { StoredSession } from "./session-store.ts";

export type AnalyticsInterval = "hour" | "day";
export type AnalyticsGroup = "model" | "agent" | "service" | "tag";

export interface AnalyticsRequest {
  /** Inclusive: milliseconds since 1970. Taken down to the whole interval, in UTC. */
  readonly fromMs: number;
  /** Exclusive. Taken up to the whole interval. */
  readonly toMs: number;
  readonly interval: AnalyticsInterval;
  readonly filter?: SessionFilter;
  readonly groupBy?: AnalyticsGroup;
}

/** Model calls, by the time at which they began. */
export interface CallSums {
  readonly calls: number;
  readonly failedCalls: number;
  readonly usage: Usage;
  readonly cost: Picodollars;
  /** Calls whose cost is not in `cost`. */
  readonly unpricedCalls: number;
  /** Nanoseconds, each within 1 % of a call's duration; undefined without calls. */
  readonly latency: LatencyPercentiles | undefined;
}

export interface LatencyPercentiles {
  readonly p50: bigint;
  readonly p90: bigint;
  readonly p95: bigint;
  readonly p99: bigint;
}

/** Sessions, by their start. */
export interface SessionSums {
  readonly sessions: number;
  readonly states: Readonly<Record<SessionState, number>>;
  /** Failures in them. */
  readonly errors: number;
}

export interface AnalyticsPoint extends SessionSums, CallSums {
  /** Milliseconds since 1970. */
  readonly startMs: number;
}

export interface AnalyticsGroupSums extends CallSums {
  /** Empty where nothing is known: calls outside agents, or of no named model. */
  readonly name: string;
  /** Sessions of the time that have it; of the empty name 0. */
  readonly sessions: number;
  /** Of the same points as the series. */
  readonly series: readonly (CallSums & { readonly startMs: number })[];
}

export interface Analytics {
  readonly totals: SessionSums & CallSums;
  /** A point for each interval, also where nothing happened. */
  readonly series: readonly AnalyticsPoint[];
  /** Dearest first, then by calls; at most `MAX_ANALYTICS_GROUPS`. None without `groupBy`. */
  readonly groups: readonly AnalyticsGroupSums[];
  /** Sessions that started in the time, each list at most `MAX_ANALYTICS_SESSIONS`. */
  readonly slowest: readonly StoredSession[];
  readonly dearest: readonly StoredSession[];
  /** False where only the newest of the sessions are in it, since to sum up all would take too long. */
  readonly complete: boolean;
}

export const MAX_ANALYTICS_GROUPS = 50;
export const MAX_ANALYTICS_SESSIONS = 10;
/** Most points of a series. */
export const MAX_ANALYTICS_POINTS = 2_000;

export interface SessionAnalytics {
  /**
   * A session counts where it started, a model call where it began; so a session that lasts shows up in several
   * points. With a filter only the calls of the sessions that it selects count. By tags, a call counts for each tag of
   * its session.
   * @throws RangeError when the series would have more than `MAX_ANALYTICS_POINTS`
   */
  analyse(projectId: string, request: AnalyticsRequest): Promise<Analytics>;
}
