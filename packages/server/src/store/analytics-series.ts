/** Sums of sessions and of calls while they are read: over time, and by group. */
import { CallAccumulator } from "./call-accumulator.ts";
import {
  type Analytics,
  type AnalyticsGroup,
  type AnalyticsGroupSums,
  type AnalyticsRequest,
  type CallSums,
  MAX_ANALYTICS_GROUPS,
  MAX_ANALYTICS_POINTS,
  type SessionSums,
} from "./session-analytics.ts";
import { SESSION_STATES, type SessionState } from "./session-filter.ts";
import { HOUR_MS } from "./hour.ts";

const HOURS: Readonly<Record<AnalyticsRequest["interval"], number>> = { hour: 1, day: 24 };

/** Whole intervals, in hours since 1970. */
export class TimeFrame {
  readonly from: number;
  readonly to: number;
  readonly #step: number;

  /** @throws RangeError when the series would be too long */
  constructor({ fromMs, toMs, interval }: AnalyticsRequest) {
    const step = HOURS[interval];
    this.#step = step;
    this.from = Math.floor(fromMs / HOUR_MS / step) * step;
    this.to = Math.ceil(toMs / HOUR_MS / step) * step;
    if ((this.to - this.from) / step > MAX_ANALYTICS_POINTS) {
      throw new RangeError(`the time has more than ${MAX_ANALYTICS_POINTS} intervals of one ${interval}`);
    }
  }

  mapPoints<T>(create: (startMs: number, index: number) => T): T[] {
    const count = Math.max(0, (this.to - this.from) / this.#step);
    return Array.from({ length: count }, (_, index) => create((this.from + index * this.#step) * HOUR_MS, index));
  }

  indexOf(hour: number): number {
    return Math.floor((hour - this.from) / this.#step);
  }
}

interface SessionPoint extends SessionSums {
  sessions: number;
  errors: number;
  readonly states: Record<SessionState, number>;
}

export class SessionSeries {
  readonly points: readonly SessionPoint[];
  /** Sessions of each group. */
  readonly groups: Map<string, number> = new Map();
  readonly #frame: TimeFrame;

  constructor(frame: TimeFrame) {
    this.#frame = frame;
    this.points = frame.mapPoints(() => noSessions());
  }

  add(hour: number, state: SessionState, sessions: number, errors: number): void {
    const point = this.points[this.#frame.indexOf(hour)]!;
    point.sessions += sessions;
    point.states[state] += sessions;
    point.errors += errors;
  }

  /** Those that were counted as Indeterminate, and run. */
  addRunning(hour: number, sessions: number): void {
    const { states } = this.points[this.#frame.indexOf(hour)]!;
    states.Running += sessions;
    states.Indeterminate -= sessions;
  }

  addGroup(name: string, sessions: number): void {
    this.groups.set(name, (this.groups.get(name) ?? 0) + sessions);
  }

  total(): SessionSums {
    const total = noSessions();
    for (const { sessions, errors, states } of this.points) {
      total.sessions += sessions;
      total.errors += errors;
      for (const state of SESSION_STATES) total.states[state] += states[state];
    }
    return total;
  }
}

export class CallSeries {
  readonly points: readonly CallAccumulator[];
  readonly #groups: Map<string, readonly CallAccumulator[]> = new Map();
  readonly #frame: TimeFrame;

  constructor(frame: TimeFrame) {
    this.#frame = frame;
    this.points = frame.mapPoints(() => new CallAccumulator());
  }

  add(hour: number, sums: CallAccumulator): void {
    this.points[this.#frame.indexOf(hour)]!.merge(sums);
  }

  addToGroup(name: string, hour: number, sums: CallAccumulator): void {
    this.#group(name)[this.#frame.indexOf(hour)]!.merge(sums);
  }

  total(): CallSums {
    return mergeAll(this.points).toSums();
  }

  /** @param sessions by group */
  groups(sessions: ReadonlyMap<string, number>): readonly AnalyticsGroupSums[] {
    for (const name of sessions.keys()) this.#group(name);
    return [...this.#groups]
      .map(([name, points]) => ({ name, points, sums: mergeAll(points).toSums() }))
      .toSorted(
        (a, b) => Number(b.sums.cost - a.sums.cost) || b.sums.calls - a.sums.calls || (a.name < b.name ? -1 : 1),
      )
      .slice(0, MAX_ANALYTICS_GROUPS)
      .map(({ name, points, sums }) => ({
        name,
        sessions: sessions.get(name) ?? 0,
        ...sums,
        series: this.#frame.mapPoints((startMs, index) => ({ startMs, ...points[index]!.toSums() })),
      }));
  }

  #group(name: string): readonly CallAccumulator[] {
    let points = this.#groups.get(name);
    if (points === undefined) this.#groups.set(name, (points = this.#frame.mapPoints(() => new CallAccumulator())));
    return points;
  }
}

function noSessions(): SessionPoint {
  const states = Object.fromEntries(SESSION_STATES.map((state) => [state, 0])) as Record<SessionState, number>;
  return { sessions: 0, states, errors: 0 };
}

function mergeAll(parts: readonly CallAccumulator[]): CallAccumulator {
  const all = new CallAccumulator();
  for (const part of parts) all.merge(part);
  return all;
}

/** What is summed up while it is read. */
export interface AnalyticsSeries {
  readonly frame: TimeFrame;
  readonly groupBy: AnalyticsGroup | undefined;
  readonly sessions: SessionSeries;
  readonly calls: CallSeries;
}

/** Once all is read. */
export function toSummary(read: AnalyticsSeries): Pick<Analytics, "totals" | "series" | "groups"> {
  const { frame, groupBy, sessions, calls } = read;
  return {
    totals: { ...sessions.total(), ...calls.total() },
    series: frame.mapPoints((startMs, index) => ({
      startMs,
      ...sessions.points[index]!,
      ...calls.points[index]!.toSums(),
    })),
    groups: groupBy === undefined ? [] : calls.groups(sessions.groups),
  };
}
