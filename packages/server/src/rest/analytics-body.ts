/** From the store's sums to the body of `GET /v2/analytics`. */
import { formatUsd, toTokens, toUsd } from "@rootspan/model";
import type {
  AnalyticsBody,
  AnalyticsGroupBody,
  AnalyticsSums,
  CallPointBody,
  CallSumsBody,
  LatencyBody,
} from "@rootspan/model/rest";
import type {
  Analytics,
  AnalyticsGroupSums,
  CallSums,
  LatencyPercentiles,
  SessionSums,
} from "../store/session-analytics.ts";
import type { Observe } from "./observed-session.ts";
import { toSessionItem } from "./session-item.ts";

/** Of what was asked for: the rest of the body. */
export type AnalyticsFrame = Pick<AnalyticsBody, "from" | "to" | "interval" | "group_by">;

export function toAnalyticsBody(analytics: Analytics, frame: AnalyticsFrame, observe: Observe): AnalyticsBody {
  const { totals, series, groups, slowest, dearest, complete } = analytics;
  return {
    ...frame,
    totals: toSums(totals),
    series: series.map((point) => ({ start: toStart(point), ...toSums(point) })),
    groups: groups.map(toGroup),
    slowest: slowest.map((session) => toSessionItem(observe(session))),
    dearest: dearest.map((session) => toSessionItem(observe(session))),
    complete,
  };
}

function toSums(sums: SessionSums & CallSums): AnalyticsSums {
  return { sessions: sums.sessions, states: sums.states, errors: sums.errors, ...toCallSums(sums) };
}

function toGroup(group: AnalyticsGroupSums): AnalyticsGroupBody {
  return {
    name: group.name,
    sessions: group.sessions,
    ...toCallSums(group),
    series: group.series.map((point): CallPointBody => ({ start: toStart(point), ...toCallSums(point) })),
  };
}

function toCallSums({ calls, failedCalls, cost, unpricedCalls, usage, latency }: CallSums): CallSumsBody {
  return {
    calls,
    failed_calls: failedCalls,
    cost: calls > 0 && unpricedCalls === calls ? null : toUsd(cost),
    cost_usd: formatUsd(cost),
    unpriced_calls: unpricedCalls,
    tokens: toTokens(usage),
    latency_ms: latency === undefined ? null : toLatency(latency),
  };
}

function toLatency({ p50, p90, p95, p99 }: LatencyPercentiles): LatencyBody {
  return { p50: toMs(p50), p90: toMs(p90), p95: toMs(p95), p99: toMs(p99) };
}

function toMs(ns: bigint): number {
  return Number(ns) / 1e6;
}

function toStart({ startMs }: { readonly startMs: number }): string {
  return new Date(startMs).toISOString();
}
