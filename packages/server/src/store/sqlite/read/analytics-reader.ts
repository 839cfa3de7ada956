/** Sums over many sessions: from the sums by hour, or with a filter from those of the sessions that it selects. */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { CallAccumulator } from "../../call-accumulator.ts";
import {
  type Analytics,
  type AnalyticsGroup,
  type AnalyticsGroupSums,
  type AnalyticsRequest,
  MAX_ANALYTICS_GROUPS,
  MAX_ANALYTICS_POINTS,
  MAX_ANALYTICS_SESSIONS,
  type SessionSums,
} from "../../session-analytics.ts";
import { SESSION_STATES, type SessionState } from "../../session-filter.ts";
import { HOUR_MS } from "../hour.ts";
import { type Asked, selectsAll, type SessionLister } from "./session-lister.ts";
import type { Row } from "../span-row.ts";

const HOURS: Readonly<Record<AnalyticsRequest["interval"], number>> = { hour: 1, day: 24 };
const HOUR_NS = 3_600_000_000_000n;

/** Whole intervals, in hours since 1970. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

export class AnalyticsReader {
  readonly #database: DatabaseSync;
  readonly #lister: SessionLister;

  constructor(database: DatabaseSync, lister: SessionLister) {
    this.#database = database;
    this.#lister = lister;
  }

  /** @throws RangeError when the series would be too long */
  analyse(asked: Asked, request: AnalyticsRequest): Analytics {
    const span = toSpan(request);
    const inTime = startedWithin(asked, span);
    const sessions = this.#sumSessions(asked, inTime, span);
    const calls = this.#sumCalls(asked, span);
    const best = (by: "duration" | "cost") =>
      this.#lister.list(inTime, { sort: { by, descending: true }, limit: MAX_ANALYTICS_SESSIONS }).sessions;
    return {
      totals: { ...totalOf(sessions), ...mergeAll(calls).toSums() },
      series: startsOf(span).map((hour, index) => ({
        startMs: hour * HOUR_MS,
        ...sessions[index]!,
        ...calls[index]!.toSums(),
      })),
      groups: request.groupBy === undefined ? [] : this.#sumGroups(asked, inTime, span, request.groupBy),
      slowest: best("duration"),
      dearest: best("cost"),
    };
  }

  #sumSessions(asked: Asked, inTime: Asked, span: Span): readonly SessionSums[] {
    const sums = startsOf(span).map(() => ({ sessions: 0, states: noStates(), errors: 0 }));
    const add = (hour: number, state: SessionState, count: number, errors: number): void => {
      const point = sums[pointOf(span, hour)]!;
      point.sessions += count;
      point.states[state] += count;
      point.errors += errors;
    };
    for (const row of this.#countSessions(asked, inTime, span)) {
      const state = String(row["state"]);
      // Those without an end are Indeterminate, but for those that run, which are few.
      add(
        Number(row["hour"]),
        state === "" ? "Indeterminate" : (state as SessionState),
        Number(row["sessions"]),
        Number(row["errors"]),
      );
    }
    for (const row of this.#countRunning(inTime)) {
      const { states } = sums[pointOf(span, Number(row["hour"]))]!;
      states.Running += Number(row["sessions"]);
      states.Indeterminate -= Number(row["sessions"]);
    }
    return sums;
  }

  #countSessions(asked: Asked, inTime: Asked, { from, to }: Span): readonly Row[] {
    if (selectsAll(asked)) {
      return this.#all(
        `SELECT hour, state, sessions, errors FROM hourly_sessions
         WHERE project = (SELECT id FROM projects WHERE public_id = ?) AND hour >= ? AND hour < ?`,
        [asked.projectId, from, to],
      );
    }
    const where = this.#lister.compile(inTime);
    return this.#all(
      `SELECT start_unix_nano / ${HOUR_NS} AS hour, coalesce(end_state, '') AS state, count(*) AS sessions,
              sum(errors) AS errors
       FROM sessions WHERE ${where.sql} GROUP BY 1, 2`,
      where.values,
    );
  }

  #countRunning(inTime: Asked): readonly Row[] {
    const where = this.#lister.compile(inTime);
    return this.#all(
      `SELECT start_unix_nano / ${HOUR_NS} AS hour, count(*) AS sessions FROM sessions
       WHERE end_state IS NULL AND received_ms >= ? AND ${where.sql} GROUP BY 1`,
      [inTime.aliveSinceMs, ...where.values],
    );
  }

  #sumCalls(asked: Asked, span: Span): readonly CallAccumulator[] {
    const sums = startsOf(span).map(() => new CallAccumulator());
    for (const row of this.#listCalls(asked, span)) sums[pointOf(span, Number(row["hour"]))]!.merge(sumsOf(row));
    return sums;
  }

  #sumGroups(asked: Asked, inTime: Asked, span: Span, groupBy: AnalyticsGroup): readonly AnalyticsGroupSums[] {
    const groups = new Map<string, CallAccumulator[]>();
    const rows = groupBy === "tag" ? this.#listCallsByTag(asked, span) : this.#listCalls(asked, span, groupBy);
    for (const row of rows) {
      const name = String(row["name"] ?? "");
      let points = groups.get(name);
      if (points === undefined) groups.set(name, (points = startsOf(span).map(() => new CallAccumulator())));
      points[pointOf(span, Number(row["hour"]))]!.merge(sumsOf(row));
    }
    const sessions = this.#countByLabel(inTime, groupBy);
    for (const name of sessions.keys()) {
      if (!groups.has(name))
        groups.set(
          name,
          startsOf(span).map(() => new CallAccumulator()),
        );
    }
    return [...groups]
      .map(([name, points]) => ({ name, points, sums: mergeAll(points).toSums() }))
      .toSorted(
        (a, b) => Number(b.sums.cost - a.sums.cost) || b.sums.calls - a.sums.calls || (a.name < b.name ? -1 : 1),
      )
      .slice(0, MAX_ANALYTICS_GROUPS)
      .map(({ name, points, sums }) => ({
        name,
        sessions: sessions.get(name) ?? 0,
        ...sums,
        series: startsOf(span).map((hour, index) => ({ startMs: hour * HOUR_MS, ...points[index]!.toSums() })),
      }));
  }

  #listCalls(asked: Asked, { from, to }: Span, groupBy?: Exclude<AnalyticsGroup, "tag">): readonly Row[] {
    const [name, labels] =
      groupBy === undefined ? ["''", ""] : ["text", `LEFT JOIN labels ON labels.id = calls.${groupBy}`];
    if (selectsAll(asked)) {
      return this.#all(
        `SELECT hour, sums, ${name} AS name FROM hourly_calls AS calls ${labels}
         WHERE calls.project = (SELECT id FROM projects WHERE public_id = ?) AND hour >= ? AND hour < ?`,
        [asked.projectId, from, to],
      );
    }
    const where = this.#lister.compile(asked);
    return this.#all(
      `SELECT hour, sums, ${name} AS name FROM session_calls AS calls ${labels}
       WHERE session IN (SELECT sessions.id FROM sessions WHERE ${where.sql}) AND hour >= ? AND hour < ?`,
      [...where.values, from, to],
    );
  }

  #listCallsByTag(asked: Asked, { from, to }: Span): readonly Row[] {
    const where = this.#lister.compile(asked);
    return this.#all(
      `SELECT hour, sums, text AS name FROM session_calls AS calls
       JOIN session_labels ON session_labels.session = calls.session JOIN labels ON labels.id = label AND kind = 'tag'
       WHERE calls.session IN (SELECT sessions.id FROM sessions WHERE ${where.sql}) AND hour >= ? AND hour < ?`,
      [...where.values, from, to],
    );
  }

  #countByLabel(inTime: Asked, kind: AnalyticsGroup): ReadonlyMap<string, number> {
    const where = this.#lister.compile(inTime);
    const rows = this.#all(
      `SELECT text, count(*) AS count FROM session_labels JOIN labels ON labels.id = label AND kind = ?
       WHERE session IN (SELECT sessions.id FROM sessions WHERE ${where.sql}) GROUP BY text`,
      [kind, ...where.values],
    );
    return new Map(rows.map((row) => [String(row["text"]), Number(row["count"])]));
  }

  #all(sql: string, values: readonly SQLInputValue[]): readonly Row[] {
    return this.#database.prepare(sql).all(...values);
  }
}

function toSpan({ fromMs, toMs, interval }: AnalyticsRequest): Span {
  const step = HOURS[interval];
  const from = Math.floor(fromMs / HOUR_MS / step) * step;
  const to = Math.ceil(toMs / HOUR_MS / step) * step;
  if ((to - from) / step > MAX_ANALYTICS_POINTS) {
    throw new RangeError(`the time has more than ${MAX_ANALYTICS_POINTS} intervals of one ${interval}`);
  }
  return { from, to, step };
}

function startsOf({ from, to, step }: Span): readonly number[] {
  return Array.from({ length: Math.max(0, (to - from) / step) }, (_, index) => from + index * step);
}

function pointOf({ from, step }: Span, hour: number): number {
  return Math.floor((hour - from) / step);
}

function startedWithin(asked: Asked, { from, to }: Span): Asked {
  const { min, max } = asked.filter.startUnixNano ?? {};
  const first = BigInt(from) * HOUR_NS;
  const last = BigInt(to) * HOUR_NS - 1n;
  const startUnixNano = {
    min: min === undefined || min < first ? first : min,
    max: max === undefined || max > last ? last : max,
  };
  return { ...asked, filter: { ...asked.filter, startUnixNano } };
}

function noStates(): Record<SessionState, number> {
  return Object.fromEntries(SESSION_STATES.map((state) => [state, 0])) as Record<SessionState, number>;
}

function totalOf(points: readonly SessionSums[]): SessionSums {
  const states = noStates();
  for (const point of points) for (const state of SESSION_STATES) states[state] += point.states[state];
  return {
    sessions: points.reduce((sum, { sessions }) => sum + sessions, 0),
    states,
    errors: points.reduce((sum, { errors }) => sum + errors, 0),
  };
}

function mergeAll(parts: readonly CallAccumulator[]): CallAccumulator {
  const all = new CallAccumulator();
  for (const part of parts) all.merge(part);
  return all;
}

function sumsOf(row: Row): CallAccumulator {
  return CallAccumulator.fromJson(String(row["sums"]));
}
