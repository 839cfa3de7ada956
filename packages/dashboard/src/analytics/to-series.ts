/** What the charts draw, of what the server answers. */
import type { AnalyticsBody } from "@rootspan/model/rest";
import { largest, type Series } from "./stack.ts";

export interface ChartSeries {
  /** Seconds since 1970 of each point. */
  readonly times: readonly number[];
  readonly cost: readonly Series[];
  readonly states: readonly Series[];
  readonly tokens: readonly Series[];
  /** Shares from 0 to 1. */
  readonly failures: readonly Series[];
  readonly latency: readonly Series[];
  readonly latencyByGroup: readonly Series[];
}

const MOST_GROUPS = 6;

export function toSeries({ series, groups }: AnalyticsBody): ChartSeries {
  const of = (label: string, read: (point: AnalyticsBody["series"][number]) => number | null): Series => ({
    label,
    values: series.map(read),
  });
  const named = groups.map((group) => ({ ...group, label: group.name || "(none)" }));
  const cost = largest(
    named.map((group) => ({ label: group.label, values: group.series.map((point) => point.cost) })),
    MOST_GROUPS,
    "all others",
  );
  return {
    times: series.map(({ start }) => Date.parse(start) / 1_000),
    cost: cost.length > 0 ? cost : [of("Cost", (point) => point.cost)],
    states: (["Success", "Failure", "Indeterminate", "Running"] as const).map((state) =>
      of(state, (point) => point.states[state]),
    ),
    tokens: [of("Input", (point) => point.tokens.input), of("Output", (point) => point.tokens.output)],
    failures: [
      of("Sessions", ({ sessions, states }) => shareOf(states.Failure, sessions - states.Running)),
      of("LLM calls", ({ failed_calls, calls }) => shareOf(failed_calls, calls)),
    ],
    latency: (["p50", "p95", "p99"] as const).map((percentile) =>
      of(percentile, (point) => point.latency_ms?.[percentile] ?? null),
    ),
    // Those that were called most: of many lines none could be followed.
    latencyByGroup: named
      .filter(({ calls }) => calls > 0)
      .toSorted((a, b) => b.calls - a.calls)
      .slice(0, MOST_GROUPS)
      .map((group) => ({ label: group.label, values: group.series.map((point) => point.latency_ms?.p95 ?? null) })),
  };
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
