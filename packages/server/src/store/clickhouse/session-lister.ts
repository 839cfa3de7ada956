/** Lists, counts and facets of the sessions that a filter selects. */
import type { LabelKind } from "../session-columns.ts";
import {
  NEWEST_FIRST,
  type SessionFilter,
  type SessionSort,
  type SessionState,
  type SortKey,
} from "../session-filter.ts";
import {
  type FacetValue,
  MAX_FACET_VALUES,
  type SessionFacets,
  type SessionPage,
  type SessionPageRequest,
} from "../session-store.ts";
import { behind, type Column, formatCursor } from "./cursor.ts";
import type { Database } from "./database.ts";
import { type Asked, compileFilter, stateOf } from "./filter.ts";
import { LABEL_COLUMNS, SESSION_COLUMNS, toSession } from "./session-row.ts";

const ORDERS: Readonly<Record<SortKey, string>> = {
  start: "start",
  activity: "sequence",
  duration: "duration",
  cost: "cost",
  tokens: "tokens",
  errors: "errors",
  llmCalls: "llm_calls",
};

/** What a facet selects by. */
const PARTS: Readonly<Record<LabelKind, keyof SessionFilter>> = {
  tag: "anyTags",
  model: "models",
  service: "services",
  agent: "agents",
};

export class SessionLister {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(asked: Asked, request: Omit<SessionPageRequest, "filter">): Promise<SessionPage> {
    const { sort = NEWEST_FIRST, limit, after } = request;
    const query = describe(asked, sort);
    const order = ORDERS[sort.by];
    const columns: readonly Column[] = [
      { name: order, kind: "integer" },
      { name: "session", kind: "text" },
    ];
    const where = compileFilter(asked);
    const beyond = after === undefined ? "" : ` AND ${behind(after, query, columns, sort.descending)}`;
    const direction = sort.descending ? "DESC" : "ASC";
    const orderBy = `${order} ${direction}, session ${direction}`;
    const inProject = compileFilter({ ...asked, filter: {} });
    // Tallies of those alone that are on the page. One more than asked for tells whether there is a next page.
    const rows = await this.#database.rows(
      `SELECT ${SESSION_COLUMNS}, ${order} AS place FROM sessions FINAL WHERE ${inProject} AND session IN (
         SELECT session FROM sessions FINAL WHERE ${where}${beyond} ORDER BY ${orderBy} LIMIT ${limit + 1}
       ) ORDER BY ${orderBy}`,
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next =
      rows.length > limit && last !== undefined ? [String(last["place"]), String(last["session"])] : undefined;
    return {
      sessions: page.map(toSession),
      next: next && formatCursor(next, query),
      complete: true,
    };
  }

  /** Some of them, whatever their order. */
  async listIds(asked: Asked, limit: number): Promise<readonly string[]> {
    const rows = await this.#database.rows(
      `SELECT session FROM sessions FINAL WHERE ${compileFilter(asked)} LIMIT ${limit}`,
    );
    return rows.map(({ session }) => String(session));
  }

  async count(asked: Asked): Promise<number> {
    const [row] = await this.#database.rows(
      `SELECT count() AS count FROM sessions FINAL WHERE ${compileFilter(asked)}`,
    );
    return Number(row!["count"]);
  }

  async facets(asked: Asked): Promise<SessionFacets> {
    const labels = (kind: LabelKind): Promise<readonly FacetValue[]> =>
      this.#values(`arrayJoin(${LABEL_COLUMNS[kind]})`, asked, PARTS[kind]);
    const [states, tags, models, services, agents] = await Promise.all([
      this.#values(stateOf(asked.aliveSinceMs), asked, "states"),
      ...(["tag", "model", "service", "agent"] as const).map(labels),
    ]);
    return {
      states: states as readonly FacetValue<SessionState>[],
      tags: tags!,
      models: models!,
      services: services!,
      agents: agents!,
      complete: true,
    };
  }

  /** @param part of the filter, which is left out */
  async #values(value: string, asked: Asked, part: keyof SessionFilter): Promise<readonly FacetValue[]> {
    const where = compileFilter({ ...asked, filter: { ...asked.filter, [part]: undefined } });
    const rows = await this.#database.rows(
      `SELECT ${value} AS value, count() AS sessions FROM sessions FINAL WHERE ${where}
       GROUP BY value ORDER BY sessions DESC, value LIMIT ${MAX_FACET_VALUES}`,
    );
    return rows.map((row) => ({ value: String(row["value"]), sessions: Number(row["sessions"]) }));
  }
}

/** Equal for equal queries. */
function describe({ project, filter }: Asked, sort: SessionSort): string {
  const parts = Object.entries(filter).filter(([, part]) => part !== undefined);
  const toText = (_: string, value: unknown): unknown => (typeof value === "bigint" ? `${value}n` : value);
  return JSON.stringify([project, parts.toSorted(([a], [b]) => (a < b ? -1 : 1)), sort], toText);
}
