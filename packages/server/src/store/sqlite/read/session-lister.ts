/** Lists and counts of the sessions that a filter selects. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { ChangedSession } from "../../session-changes.ts";
import { NEWEST_FIRST, type Range, type SessionState } from "../../session-filter.ts";
import type { SessionCount, SessionPage, SessionPageRequest } from "../../session-store.ts";
import type { Row } from "../span-row.ts";
import { formatCursor, parseCursor } from "./cursor.ts";
import type { Place } from "./session-order.ts";
import { SESSION_COLUMNS, toSession } from "./session-reader.ts";
import type { Asked, SessionSelector } from "./session-selector.ts";
import type { SessionWalk, Stretch } from "./session-walk.ts";
import { StateCounter } from "./state-counter.ts";

export interface StateCount {
  readonly value: SessionState;
  readonly sessions: number;
}

export class SessionLister {
  readonly #database: DatabaseSync;
  readonly #selector: SessionSelector;
  readonly #walk: SessionWalk;
  readonly #changedSince: StatementSync;
  readonly #countProject: StatementSync;
  readonly #states: StateCounter;

  constructor(database: DatabaseSync, selector: SessionSelector, walk: SessionWalk) {
    this.#database = database;
    this.#selector = selector;
    this.#walk = walk;
    this.#changedSince = database.prepare(
      "SELECT session_id, sequence FROM sessions WHERE project = ? AND sequence > ? ORDER BY sequence LIMIT ?",
    );
    this.#countProject = database.prepare("SELECT sessions FROM projects WHERE id = ?");
    this.#states = new StateCounter(database);
  }

  async list(
    asked: Asked,
    { sort = NEWEST_FIRST, limit, after }: Omit<SessionPageRequest, "filter">,
  ): Promise<SessionPage> {
    const query = describe(asked, sort);
    const from = parseCursor(after, query, 2) as Place | undefined;
    const rows: Row[] = [];
    let end: Place | undefined;
    let complete = true;
    for await (const stretch of this.#walk.stretches(asked, { sort, after: from })) {
      // One more than asked for tells whether there is a next page.
      rows.push(...this.#listOf(stretch, limit + 1 - rows.length));
      ({ end } = stretch);
      complete = end !== undefined || stretch.completes;
      if (rows.length > limit) break;
    }
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next = rows.length > limit && last !== undefined ? ([last["place"], last["id"]] as [bigint, bigint]) : end;
    return {
      sessions: page.map(toSession),
      next: next === undefined ? undefined : formatCursor(next, query),
      complete,
    };
  }

  /** The first so many, whatever their order, however long that takes. */
  async listIds(asked: Asked, limit: number): Promise<readonly string[]> {
    const ids: string[] = [];
    for await (const { from, where } of this.#walk.stretches(asked, { sort: NEWEST_FIRST, toTheEnd: true })) {
      const rows = this.#database
        .prepare(`SELECT session_id FROM ${from.sql} WHERE ${where.sql} LIMIT ?`)
        .all(...from.values, ...where.values, limit - ids.length);
      ids.push(...rows.map((row) => String(row["session_id"])));
      if (ids.length === limit) break;
    }
    return ids;
  }

  async count(asked: Asked, toTheEnd: boolean): Promise<SessionCount> {
    const known = this.#countKnown(asked);
    if (known !== undefined) return { sessions: known, complete: true };
    let sessions = 0;
    let complete = false;
    for await (const { from, where, completes } of this.#walk.stretches(asked, { sort: NEWEST_FIRST, toTheEnd })) {
      const row = this.#database
        .prepare(`SELECT count(*) AS count FROM ${from.sql} WHERE ${where.sql}`)
        .get(...from.values, ...where.values)!;
      sessions += Number(row["count"]);
      complete = completes;
    }
    return { sessions, complete };
  }

  /** Of the sessions of a project that started at a time; undefined where that would take too long. */
  countStates(
    { projectId, aliveSinceMs }: Omit<Asked, "filter">,
    startUnixNano: Range<bigint> = {},
  ): readonly StateCount[] | undefined {
    const project = this.#selector.projectOf(projectId);
    const counts = this.#states.count({ project, aliveSinceMs, startUnixNano });
    return (
      counts && [...counts].map(([value, sessions]) => ({ value, sessions })).filter(({ sessions }) => sessions > 0)
    );
  }

  changedSince(projectId: string, sequence: number, limit: number): readonly ChangedSession[] {
    return this.#changedSince.all(this.#selector.projectOf(projectId), sequence, limit).map((row) => ({
      sessionId: String(row["session_id"]),
      sequence: Number(row["sequence"]),
    }));
  }

  #listOf({ from, where, orderBy, column }: Stretch, limit: number): readonly Row[] {
    const statement = this.#database.prepare(
      // Tallies of those alone that are on the page: to sort them with all others would take most of the time.
      `SELECT ${SESSION_COLUMNS}, place FROM (
         SELECT sessions.id AS id, session_id, received_ms, sequence, ${column} AS place FROM ${from.sql}
         WHERE ${where.sql} ORDER BY ${orderBy} LIMIT ?
       ) AS sessions CROSS JOIN session_details ON session = id ORDER BY ${orderBy.replace(column, "place")}`,
    );
    statement.setReadBigInts(true);
    return statement.all(...from.values, ...where.values, limit);
  }

  /** Without looking at sessions. */
  #countKnown(asked: Asked): number | undefined {
    const [part, ...others] = Object.entries(asked.filter).filter(([, value]) => value !== undefined);
    const project = this.#selector.projectOf(asked.projectId);
    if (part === undefined) return Number(this.#countProject.get(project)?.["sessions"] ?? 0);
    const { states, startUnixNano, anyTags, allTags, models, services, agents, ...unlike } = asked.filter;
    const given = [anyTags, allTags, models, services, agents, ...Object.values(unlike)];
    if (given.every((value) => value === undefined)) {
      const counts = this.countStates(asked, startUnixNano)?.filter(({ value }) => states?.includes(value) ?? true);
      return counts?.reduce((sum, { sessions }) => sum + sessions, 0);
    }
    if (others.length > 0) return undefined;
    const kinds = [
      ["tag", anyTags ?? allTags],
      ["model", models],
      ["service", services],
      ["agent", agents],
    ] as const;
    for (const [kind, texts] of kinds) {
      const [text, ...more] = texts ?? [];
      if (text !== undefined && more.length === 0) return this.#selector.labelOf(project, kind, text)?.sessions ?? 0;
    }
    return undefined;
  }
}

export function selectsAll({ filter }: Asked): boolean {
  return Object.values(filter).every((part) => part === undefined);
}

/** Equal for equal queries. */
function describe({ projectId, filter }: Asked, sort: object): string {
  const parts = Object.entries(filter).filter(([, part]) => part !== undefined);
  const toText = (_: string, value: unknown): unknown => (typeof value === "bigint" ? `${value}n` : value);
  return JSON.stringify([projectId, parts.toSorted(([a], [b]) => (a < b ? -1 : 1)), sort], toText);
}
