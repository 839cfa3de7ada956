/** Lists, counts and facets: whatever selects sessions by a filter. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { ChangedSession } from "../../session-changes.ts";
import { NEWEST_FIRST, type SessionFilter, type SessionState, type SortKey } from "../../session-filter.ts";
import {
  MAX_FACET_VALUES,
  type SessionFacets,
  type SessionPage,
  type SessionPageRequest,
} from "../../session-store.ts";
import { compileFilter, type KnownLabel } from "../filter/compile-filter.ts";
import type { Condition } from "../filter/condition.ts";
import type { LabelKind } from "../write/session-columns.ts";
import { formatCursor, parseCursor } from "./cursor.ts";
import type { Row } from "../span-row.ts";
import { SESSION_COLUMNS, toSession } from "./session-reader.ts";

const SORT_COLUMNS: Readonly<Record<SortKey, string>> = {
  start: "start_unix_nano",
  activity: "sequence",
  duration: "duration_ns",
  cost: "cost",
  tokens: "tokens",
  errors: "errors",
  llmCalls: "llm_calls",
};

/** A query as of a moment of the server's clock. */
export interface Asked {
  readonly projectId: string;
  readonly filter: SessionFilter;
  /** See `FilterContext`. */
  readonly aliveSinceMs: number;
}

export type FindText = (project: number, text: string) => Condition;

export class SessionLister {
  readonly #database: DatabaseSync;
  readonly #findText: FindText;
  readonly #findProject: StatementSync;
  readonly #findLabel: StatementSync;
  readonly #changedSince: StatementSync;

  constructor(database: DatabaseSync, findText: FindText) {
    this.#database = database;
    this.#findText = findText;
    this.#findProject = database.prepare("SELECT id FROM projects WHERE public_id = ?");
    this.#findLabel = database.prepare("SELECT id, sessions FROM labels WHERE project = ? AND kind = ? AND text = ?");
    this.#changedSince = database.prepare(
      "SELECT session_id, sequence FROM sessions WHERE project = ? AND sequence > ? ORDER BY sequence LIMIT ?",
    );
  }

  list(asked: Asked, { sort = NEWEST_FIRST, limit, after }: Omit<SessionPageRequest, "filter">): SessionPage {
    const query = describe(asked, sort);
    const from = parseCursor(after, query, 2);
    const column = SORT_COLUMNS[sort.by];
    const where = this.compile(asked);
    const beyond = from === undefined ? "" : ` AND (${column}, id) ${sort.descending ? "<" : ">"} (?, ?)`;
    const order = sort.descending ? "DESC" : "ASC";
    // One more than asked for tells whether there is a next page.
    const rows = this.#all(
      // Tallies of those alone that are on the page: to sort them with all others would take most of the time.
      `SELECT ${SESSION_COLUMNS}, place FROM (
         SELECT id, session_id, received_ms, sequence, ${column} AS place FROM sessions
         WHERE ${where.sql}${beyond} ORDER BY ${column} ${order}, id ${order} LIMIT ?
       ) JOIN session_details ON session = id ORDER BY place ${order}, id ${order}`,
      [...where.values, ...(from ?? []), limit + 1],
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const more = rows.length > limit && last !== undefined;
    return {
      sessions: page.map(toSession),
      next: more ? formatCursor([last["place"] as bigint, last["id"] as bigint], query) : undefined,
    };
  }

  /** The first so many by number, whatever their order. */
  listIds(asked: Asked, limit: number): readonly string[] {
    const where = this.compile(asked);
    const rows = this.#all(`SELECT session_id FROM sessions WHERE ${where.sql} ORDER BY id LIMIT ?`, [
      ...where.values,
      limit,
    ]);
    return rows.map((row) => String(row["session_id"]));
  }

  count(asked: Asked): number {
    const where = this.compile(asked);
    const [row] = this.#all(`SELECT count(*) AS count FROM sessions WHERE ${where.sql}`, where.values);
    return Number(row!["count"]);
  }

  facets(asked: Asked): SessionFacets {
    const without = (part: keyof SessionFilter): Asked => {
      const { [part]: _, ...filter } = asked.filter;
      return { ...asked, filter };
    };
    return {
      states: this.#countStates(without("states")),
      tags: this.#countLabels("tag", without("anyTags")),
      models: this.#countLabels("model", without("models")),
      services: this.#countLabels("service", without("services")),
      agents: this.#countLabels("agent", without("agents")),
    };
  }

  changedSince(projectId: string, sequence: number, limit: number): readonly ChangedSession[] {
    return this.#changedSince.all(this.#projectOf(projectId), sequence, limit).map((row) => ({
      sessionId: String(row["session_id"]),
      sequence: Number(row["sequence"]),
    }));
  }

  compile({ projectId, filter, aliveSinceMs }: Asked): Condition {
    const project = this.#projectOf(projectId);
    return compileFilter(filter, {
      project,
      aliveSinceMs,
      findLabel: (kind, text) => this.#labelOf(project, kind, text),
      findText: (text) => this.#findText(project, text),
    });
  }

  #countStates(asked: Asked): SessionFacets["states"] {
    if (selectsAll(asked)) return this.#countAllStates(asked);
    const where = this.compile(asked);
    const rows = this.#all(
      `SELECT coalesce(end_state, iif(received_ms >= ?, 'Running', 'Indeterminate')) AS value, count(*) AS sessions
       FROM sessions WHERE ${where.sql} GROUP BY 1 ORDER BY 2 DESC, 1`,
      [asked.aliveSinceMs, ...where.values],
    );
    return rows.map(({ value, sessions }) => ({ value: String(value) as SessionState, sessions: Number(sessions) }));
  }

  /** All sessions are counted already, but for which of those without an end run, which are few. */
  #countAllStates({ projectId, aliveSinceMs }: Asked): SessionFacets["states"] {
    const project = this.#projectOf(projectId);
    const [running] = this.#all(
      "SELECT count(*) AS count FROM sessions WHERE project = ? AND end_state IS NULL AND received_ms >= ?",
      [project, aliveSinceMs],
    );
    const counts = new Map<SessionState, number>([["Running", Number(running!["count"])]]);
    counts.set("Indeterminate", -counts.get("Running")!);
    const rows = this.#all("SELECT state, sum(sessions) AS count FROM hourly_sessions WHERE project = ? GROUP BY 1", [
      project,
    ]);
    for (const row of rows) {
      const state = String(row["state"] === "" ? "Indeterminate" : row["state"]) as SessionState;
      counts.set(state, (counts.get(state) ?? 0) + Number(row["count"]));
    }
    return [...counts]
      .filter(([, sessions]) => sessions > 0)
      .map(([value, sessions]) => ({ value, sessions }))
      .toSorted((a, b) => b.sessions - a.sessions || (a.value < b.value ? -1 : 1));
  }

  #countLabels(kind: LabelKind, asked: Asked): SessionFacets["tags"] {
    // What all sessions have is counted already.
    const rows = selectsAll(asked)
      ? this.#all(
          `SELECT text AS value, sessions FROM labels
           WHERE project = ? AND kind = ? AND sessions > 0 ORDER BY 2 DESC, 1 LIMIT ?`,
          [this.#projectOf(asked.projectId), kind, MAX_FACET_VALUES],
        )
      : this.#countLabelsOf(kind, asked);
    return rows.map(({ value, sessions }) => ({ value: String(value), sessions: Number(sessions) }));
  }

  #countLabelsOf(kind: LabelKind, asked: Asked): readonly Row[] {
    const where = this.compile(asked);
    return this.#all(
      `SELECT text AS value, counted.sessions AS sessions FROM (
         SELECT label, count(*) AS sessions FROM session_labels
         WHERE session IN (SELECT sessions.id FROM sessions WHERE ${where.sql}) GROUP BY label
       ) AS counted JOIN labels ON labels.id = counted.label
       WHERE kind = ? ORDER BY 2 DESC, 1 LIMIT ?`,
      [...where.values, kind, MAX_FACET_VALUES],
    );
  }

  #labelOf(project: number, kind: LabelKind, text: string): KnownLabel | undefined {
    const row = this.#findLabel.get(project, kind, text);
    return row === undefined ? undefined : { id: Number(row["id"]), sessions: Number(row["sessions"]) };
  }

  /** A number that no project has for one that there is not. */
  #projectOf(projectId: string): number {
    return Number(this.#findProject.get(projectId)?.["id"] ?? 0);
  }

  #all(sql: string, values: readonly SQLInputValue[]): Row[] {
    const statement = this.#database.prepare(sql);
    statement.setReadBigInts(true);
    return statement.all(...values);
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
