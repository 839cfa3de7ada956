/** Sums over many sessions: ClickHouse adds up what spans and sessions have in columns. */
import { CallSeries, SessionSeries, TimeFrame, toSummary } from "../analytics-series.ts";
import { CallAccumulator } from "../call-accumulator.ts";
import type { LabelKind } from "../session-columns.ts";
import {
  type Analytics,
  type AnalyticsGroup,
  type AnalyticsRequest,
  MAX_ANALYTICS_SESSIONS,
} from "../session-analytics.ts";
import type { SessionState } from "../session-filter.ts";
import type { Database } from "./database.ts";
import type { Row } from "./row-text.ts";
import { type Asked, compileFilter, selectsAll, stateOf } from "./filter.ts";
import { literal } from "./literal.ts";
import type { SessionLister } from "./session-lister.ts";
import { LABEL_COLUMNS } from "./session-row.ts";

const HOUR_NS = 3_600_000_000_000n;

const SUMS = `sum(calls) AS calls, sum(failed) AS failed, sum(unpriced) AS unpriced, sum(toInt256(cost)) AS cost,
  sumMap(usage) AS usage, sumMap(latency) AS latency`;

export class AnalyticsReader {
  readonly #database: Database;
  readonly #lister: SessionLister;

  constructor(database: Database, lister: SessionLister) {
    this.#database = database;
    this.#lister = lister;
  }

  /** @throws RangeError when the series would be too long */
  async analyse(asked: Asked, request: AnalyticsRequest): Promise<Analytics> {
    const frame = new TimeFrame(request);
    const { groupBy } = request;
    const sessions = new SessionSeries(frame);
    const calls = new CallSeries(frame);
    const inTime = startedWithin(asked, frame);
    const best = (by: "duration" | "cost") =>
      this.#lister.list(inTime, { sort: { by, descending: true }, limit: MAX_ANALYTICS_SESSIONS });
    const [slowest, dearest] = await Promise.all([
      best("duration"),
      best("cost"),
      this.#addSessions(inTime, sessions),
      groupBy === undefined ? undefined : this.#addGroups(inTime, groupBy, sessions),
      this.#addCalls(asked, frame, groupBy, calls),
      groupBy === "tag" ? this.#addTagged(asked, frame, calls) : undefined,
    ]);
    return {
      ...toSummary({ frame, groupBy, sessions, calls }),
      slowest: slowest.sessions,
      dearest: dearest.sessions,
      complete: true,
    };
  }

  async #addSessions(asked: Asked, sessions: SessionSeries): Promise<void> {
    const rows = await this.#database.rows(
      `SELECT intDiv(start, ${HOUR_NS}) AS hour, ${stateOf(asked.aliveSinceMs)} AS state, count() AS sessions,
              sum(errors) AS errors
       FROM sessions FINAL WHERE ${compileFilter(asked)} GROUP BY hour, state`,
    );
    for (const row of rows) {
      const state = String(row["state"]) as SessionState;
      sessions.add(Number(row["hour"]), state, Number(row["sessions"]), Number(row["errors"]));
    }
  }

  async #addGroups(asked: Asked, kind: LabelKind, sessions: SessionSeries): Promise<void> {
    const rows = await this.#database.rows(
      `SELECT arrayJoin(${LABEL_COLUMNS[kind]}) AS label, count() AS sessions FROM sessions FINAL
       WHERE ${compileFilter(asked)} GROUP BY label`,
    );
    for (const row of rows) sessions.addGroup(String(row["label"]), Number(row["sessions"]));
  }

  async #addCalls(
    asked: Asked,
    frame: TimeFrame,
    groupBy: AnalyticsGroup | undefined,
    calls: CallSeries,
  ): Promise<void> {
    const column = groupBy === undefined || groupBy === "tag" ? undefined : groupBy;
    const rows = await this.#database.rows(
      `SELECT hour, ${column ?? "''"} AS label, ${SUMS} FROM spans FINAL WHERE ${callsWithin(asked, frame)}
       GROUP BY hour, label`,
    );
    for (const row of rows) {
      const hour = Number(row["hour"]);
      const sums = toSums(row);
      calls.add(hour, sums);
      if (column !== undefined) calls.addToGroup(String(row["label"]), hour, sums);
    }
  }

  /** A call counts for each tag of its session. */
  async #addTagged(asked: Asked, frame: TimeFrame, calls: CallSeries): Promise<void> {
    const rows = await this.#database.rows(
      `SELECT hour, label, ${SUMS} FROM (SELECT * FROM spans FINAL WHERE ${callsWithin(asked, frame)}) AS spans
       INNER JOIN (
         SELECT session, arrayJoin(tags) AS label FROM sessions FINAL WHERE project = ${literal(asked.project)}
       ) AS tagged USING session GROUP BY hour, label`,
    );
    for (const row of rows) calls.addToGroup(String(row["label"]), Number(row["hour"]), toSums(row));
  }
}

function callsWithin(asked: Asked, { from, to }: TimeFrame): string {
  const all = `project = ${literal(asked.project)} AND is_call AND hour >= ${from} AND hour < ${to}`;
  if (selectsAll(asked)) return all;
  return `${all} AND session IN (SELECT session FROM sessions FINAL WHERE ${compileFilter(asked)})`;
}

function toSums(row: Row): CallAccumulator {
  const counts = (column: string): readonly (readonly [string, number])[] =>
    Object.entries(row[column] as Readonly<Record<string, unknown>>).map(([name, count]) => [name, Number(count)]);
  return CallAccumulator.fromObject({
    failed: Number(row["failed"]),
    calls: Number(row["calls"]),
    unpricedCalls: Number(row["unpriced"]),
    cost: String(row["cost"]),
    usage: Object.fromEntries(counts("usage")),
    latency: counts("latency").flatMap(([bucket, count]) => [Number(bucket), count]),
  });
}

function startedWithin(asked: Asked, { from, to }: TimeFrame): Asked {
  const { min, max } = asked.filter.startUnixNano ?? {};
  const first = BigInt(from) * HOUR_NS;
  const last = BigInt(to) * HOUR_NS - 1n;
  const startUnixNano = {
    min: min === undefined || min < first ? first : min,
    max: max === undefined || max > last ? last : max,
  };
  return { ...asked, filter: { ...asked.filter, startUnixNano } };
}
