/** Sums over many sessions: from the sums by hour, or with a filter from those of the sessions that it selects. */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { CallAccumulator } from "../../call-accumulator.ts";
import {
  type Analytics,
  type AnalyticsGroup,
  type AnalyticsRequest,
  MAX_ANALYTICS_SESSIONS,
} from "../../session-analytics.ts";
import { NEWEST_FIRST, type SessionState } from "../../session-filter.ts";
import { allOf, condition } from "../filter/condition.ts";
import type { Row } from "../span-row.ts";
import { type AnalyticsSeries, CallSeries, SessionSeries, TimeFrame, toSummary } from "../../analytics-series.ts";
import type { LabelCounter } from "./label-counter.ts";
import { selectsAll, type SessionLister } from "./session-lister.ts";
import type { Asked } from "./session-selector.ts";
import type { SessionWalk, Stretch } from "./session-walk.ts";

const HOUR_NS = 3_600_000_000_000n;

export interface AnalyticsReaderParts {
  readonly lister: SessionLister;
  readonly walk: SessionWalk;
  readonly labels: LabelCounter;
}

export class AnalyticsReader {
  readonly #database: DatabaseSync;
  readonly #parts: AnalyticsReaderParts;

  constructor(database: DatabaseSync, parts: AnalyticsReaderParts) {
    this.#database = database;
    this.#parts = parts;
  }

  /** @throws RangeError when the series would be too long */
  async analyse(asked: Asked, request: AnalyticsRequest): Promise<Analytics> {
    const frame = new TimeFrame(request);
    const { groupBy } = request;
    const sums: AnalyticsSeries = { frame, groupBy, sessions: new SessionSeries(frame), calls: new CallSeries(frame) };
    const inTime = startedWithin(asked, frame);
    const best = (by: "duration" | "cost") =>
      this.#parts.lister.list(inTime, { sort: { by, descending: true }, limit: MAX_ANALYTICS_SESSIONS });
    // Together: each lets the others have the thread in between.
    const [complete, slowest, dearest] = await Promise.all([
      selectsAll(asked) ? this.#sumProject(asked, inTime, sums) : this.#sumSelected(asked, inTime, sums),
      best("duration"),
      best("cost"),
    ]);
    return {
      ...toSummary(sums),
      slowest: slowest.sessions,
      dearest: dearest.sessions,
      complete,
    };
  }

  /** What the project's sums do not tell are the sessions of each group, and all that is by tag. */
  async #sumProject(asked: Asked, inTime: Asked, sums: AnalyticsSeries): Promise<boolean> {
    const { frame, groupBy, sessions } = sums;
    const inProject = "project = (SELECT id FROM projects WHERE public_id = ?)";
    const hours = [asked.projectId, frame.from, frame.to];
    for (const row of this.#all(
      `SELECT hour, state, sessions, errors FROM hourly_sessions WHERE ${inProject} AND hour >= ? AND hour < ?`,
      hours,
    )) {
      const state = row["state"] === "" ? "Indeterminate" : (row["state"] as SessionState);
      sessions.add(Number(row["hour"]), state, Number(row["sessions"]), Number(row["errors"]));
    }
    // Those without an end are Indeterminate, but for those that run, which are few.
    for (const row of this.#all(
      `SELECT start_unix_nano / ${HOUR_NS} AS hour, count(*) AS sessions FROM sessions INDEXED BY sessions_without_end
       WHERE ${inProject} AND end_state IS NULL AND received_ms >= ? GROUP BY 1 HAVING hour >= ? AND hour < ?`,
      [asked.projectId, asked.aliveSinceMs, frame.from, frame.to],
    )) {
      sessions.addRunning(Number(row["hour"]), Number(row["sessions"]));
    }
    const [name, labels] = nameOf(groupBy);
    for (const row of this.#all(
      `SELECT hour, sums, ${name} AS name FROM hourly_calls AS calls ${labels}
       WHERE calls.${inProject} AND hour >= ? AND hour < ?`,
      hours,
    )) {
      this.#addCalls(sums, row, namesOf(row, groupBy));
    }
    if (groupBy === undefined) return true;
    const isComplete = await Promise.all([
      this.#hasOthers(asked, frame)
        ? this.#walk(inTime, (stretch) => this.#addGroups(sums, stretch))
        : this.#addAllGroups(asked, groupBy, sums),
      groupBy !== "tag" || this.#walkCalls(asked, frame, (stretch) => this.#addTagged(stretch, sums, false)),
    ]);
    return isComplete.every(Boolean);
  }

  /** Whether the project has sessions that started at another time. */
  #hasOthers({ projectId }: Asked, { from, to }: TimeFrame): boolean {
    const others = this.#all(
      `SELECT 1 FROM hourly_sessions WHERE project = (SELECT id FROM projects WHERE public_id = ?)
       AND (hour < ? OR hour >= ?) AND sessions > 0 LIMIT 1`,
      [projectId, from, to],
    );
    return others.length > 0;
  }

  #addAllGroups({ projectId }: Asked, groupBy: AnalyticsGroup, { sessions }: AnalyticsSeries): true {
    const [project] = this.#all("SELECT id FROM projects WHERE public_id = ?", [projectId]);
    for (const { text, sessions: count } of this.#parts.labels.countAll(Number(project?.["id"]), groupBy)) {
      sessions.addGroup(text, count);
    }
    return true;
  }

  async #sumSelected(asked: Asked, inTime: Asked, sums: AnalyticsSeries): Promise<boolean> {
    const isComplete = await Promise.all([
      this.#walk(inTime, (stretch) => {
        this.#addSessions(sums, stretch, asked.aliveSinceMs);
        if (sums.groupBy !== undefined) this.#addGroups(sums, stretch);
      }),
      this.#walkCalls(asked, sums.frame, (stretch) => {
        if (sums.groupBy === "tag") this.#addTagged(stretch, sums, true);
        else this.#addCallsOf(stretch, sums);
      }),
    ]);
    return isComplete.every(Boolean);
  }

  /** @returns whether all sessions were gone through */
  async #walk(asked: Asked, take: (stretch: Stretch) => void): Promise<boolean> {
    let complete = false;
    for await (const stretch of this.#parts.walk.stretches(asked, { sort: NEWEST_FIRST })) {
      take(stretch);
      complete = stretch.completes;
    }
    return complete;
  }

  /** A call is of a session that began before it, and ended after it. */
  #walkCalls(asked: Asked, frame: TimeFrame, take: (stretch: Stretch) => void): Promise<boolean> {
    const began = startedWithin(asked, { from: 0, to: frame.to });
    const ended = condition("start_unix_nano + duration_ns >= ?", BigInt(frame.from) * HOUR_NS);
    return this.#walk(began, ({ where, ...stretch }) => take({ ...stretch, where: allOf([where, ended]) }));
  }

  #addSessions({ sessions }: AnalyticsSeries, { from, where }: Stretch, aliveSinceMs: number): void {
    for (const row of this.#all(
      `SELECT start_unix_nano / ${HOUR_NS} AS hour, count(*) AS sessions, sum(errors) AS errors,
              coalesce(end_state, iif(received_ms >= ?, 'Running', 'Indeterminate')) AS state
       FROM ${from.sql} WHERE ${where.sql} GROUP BY hour, state`,
      [aliveSinceMs, ...from.values, ...where.values],
    )) {
      const state = String(row["state"]) as SessionState;
      sessions.add(Number(row["hour"]), state, Number(row["sessions"]), Number(row["errors"]));
    }
  }

  #addGroups({ groupBy, sessions }: AnalyticsSeries, stretch: Stretch): void {
    for (const { kind, text, sessions: count } of this.#parts.labels.count(stretch)) {
      if (kind === groupBy) sessions.addGroup(text, count);
    }
  }

  #addCallsOf({ from, where }: Stretch, sums: AnalyticsSeries): void {
    const { frame, groupBy } = sums;
    const [name, labels] = nameOf(groupBy);
    for (const row of this.#all(
      `SELECT hour, sums, ${name} AS name FROM (SELECT sessions.id AS id FROM ${from.sql} WHERE ${where.sql}) AS found
       CROSS JOIN session_calls AS calls ON calls.session = found.id ${labels} WHERE hour >= ? AND hour < ?`,
      [...from.values, ...where.values, frame.from, frame.to],
    )) {
      this.#addCalls(sums, row, namesOf(row, groupBy));
    }
  }

  /** A call counts for each tag of its session. @param inAll whether also to the series of all */
  #addTagged({ from, where }: Stretch, { frame, calls }: AnalyticsSeries, inAll: boolean): void {
    const found = `(SELECT sessions.id AS id FROM ${from.sql} WHERE ${where.sql}) AS found`;
    const tags = new Map<number, string[]>();
    for (const row of this.#all(
      `SELECT session, text FROM ${found} CROSS JOIN session_labels ON session_labels.session = found.id
       CROSS JOIN labels ON labels.id = label WHERE kind = 'tag'`,
      [...from.values, ...where.values],
    )) {
      const session = Number(row["session"]);
      const known = tags.get(session);
      if (known === undefined) tags.set(session, [String(row["text"])]);
      else known.push(String(row["text"]));
    }
    for (const row of this.#all(
      `SELECT session, hour, sums FROM ${found} CROSS JOIN session_calls AS calls ON calls.session = found.id
       WHERE hour >= ? AND hour < ?`,
      [...from.values, ...where.values, frame.from, frame.to],
    )) {
      const sums = CallAccumulator.fromJson(String(row["sums"]));
      const hour = Number(row["hour"]);
      if (inAll) calls.add(hour, sums);
      for (const tag of tags.get(Number(row["session"])) ?? []) calls.addToGroup(tag, hour, sums);
    }
  }

  #addCalls({ calls }: AnalyticsSeries, row: Row, names: readonly string[]): void {
    const sums = CallAccumulator.fromJson(String(row["sums"]));
    const hour = Number(row["hour"]);
    calls.add(hour, sums);
    for (const name of names) calls.addToGroup(name, hour, sums);
  }

  #all(sql: string, values: readonly SQLInputValue[]): readonly Row[] {
    return this.#database.prepare(sql).all(...values);
  }
}

/** The name of a group in SQL, and what has to be joined to know it. */
function nameOf(groupBy: AnalyticsGroup | undefined): readonly [string, string] {
  if (groupBy === undefined || groupBy === "tag") return ["''", ""];
  return ["text", `LEFT JOIN labels ON labels.id = calls.${groupBy}`];
}

function namesOf(row: Row, groupBy: AnalyticsGroup | undefined): readonly string[] {
  return groupBy === undefined || groupBy === "tag" ? [] : [String(row["name"] ?? "")];
}

function startedWithin(asked: Asked, { from, to }: Pick<TimeFrame, "from" | "to">): Asked {
  const { min, max } = asked.filter.startUnixNano ?? {};
  const first = BigInt(from) * HOUR_NS;
  const last = BigInt(to) * HOUR_NS - 1n;
  const startUnixNano = {
    min: min === undefined || min < first ? first : min,
    max: max === undefined || max > last ? last : max,
  };
  return { ...asked, filter: { ...asked.filter, startUnixNano } };
}
