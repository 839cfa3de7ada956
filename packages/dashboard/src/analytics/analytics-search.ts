/** What the charts are about: the filters of the list, and what is told apart. */
import { textOf } from "../app/query-text.ts";
import { parseSessionSearch, type SessionSearch, toFilterQuery } from "../sessions/session-search.ts";

export const GROUPS = ["model", "agent", "service", "tag"] as const;
export type Group = (typeof GROUPS)[number];

/** What the server sums up where no time is given. */
const DEFAULT_TIME = "7d";

export interface AnalyticsSearch extends SessionSearch {
  /** By model when absent. */
  readonly group?: Group;
}

export function parseAnalyticsSearch(given: Readonly<Record<string, unknown>>): AnalyticsSearch {
  const { sort: _sort, ...filters } = parseSessionSearch(given);
  const group = GROUPS.find((name) => name === textOf(given["group"]));
  return { ...filters, ...(group !== undefined && group !== "model" && { group }) };
}

/** The query of `GET /v2/analytics`. */
export function toAnalyticsQuery(search: AnalyticsSearch, nowMs?: number): URLSearchParams {
  const query = toFilterQuery(search, nowMs);
  query.set("group_by", search.group ?? "model");
  return query;
}

/** The list of the sessions that the numbers are about. */
export function toSessions(search: AnalyticsSearch): SessionSearch {
  const { group: _group, ...filters } = search;
  return { from: DEFAULT_TIME, ...filters };
}
