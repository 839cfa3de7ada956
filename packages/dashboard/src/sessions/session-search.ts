/** Which sessions are looked at, in which order: what the address says, and what the server is asked. */
import { numberOf, textOf, textsOf } from "../app/query-text.ts";

export const SORT_KEYS = ["start", "duration", "cost", "tokens", "errors", "llm_calls", "activity"] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** Facets: of each, any one of the chosen values is enough. */
export const FACETS = ["state", "any_tag", "model", "service", "agent"] as const;
export type Facet = (typeof FACETS)[number];

/** What is absent does not matter. */
export interface SessionSearch {
  readonly q?: string;
  readonly state?: readonly string[];
  readonly any_tag?: readonly string[];
  readonly model?: readonly string[];
  readonly service?: readonly string[];
  readonly agent?: readonly string[];
  /** A moment (RFC 3339), or how long ago: `1h`, `7d`. */
  readonly from?: string;
  readonly to?: string;
  /** USD. */
  readonly min_cost?: number;
  readonly max_cost?: number;
  /** At least so many. */
  readonly min_errors?: number;
  readonly bookmarked?: true;
  /** `-cost` is dearest first; newest first when absent. */
  readonly sort?: string;
}

const AGO = /^(\d{1,4})(m|h|d)$/;
const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Of an address; what makes no sense is left out. */
export function parseSessionSearch(given: Readonly<Record<string, unknown>>): SessionSearch {
  const facets = FACETS.map((facet) => [facet, textsOf(given[facet])] as const).filter(
    ([, chosen]) => chosen.length > 0,
  );
  const q = textOf(given["q"]);
  const from = momentOf(given["from"]);
  const to = momentOf(given["to"]);
  const minCost = numberOf(given["min_cost"]);
  const maxCost = numberOf(given["max_cost"]);
  const minErrors = numberOf(given["min_errors"]);
  const sort = textOf(given["sort"]);
  return {
    ...(q !== undefined && { q }),
    ...Object.fromEntries(facets),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(minCost !== undefined && { min_cost: minCost }),
    ...(maxCost !== undefined && { max_cost: maxCost }),
    ...(minErrors !== undefined && { min_errors: minErrors }),
    ...(given["bookmarked"] === "true" && { bookmarked: true }),
    ...(sort !== undefined && sort !== "-start" && isSort(sort) && { sort }),
  };
}

/** The part of a query that selects sessions, for the list and all else. @param nowMs for times that are so long ago */
export function toFilterQuery(search: SessionSearch, nowMs: number = Date.now()): URLSearchParams {
  const query = new URLSearchParams();
  const { q, from, to, min_cost, max_cost, min_errors, bookmarked } = search;
  if (q !== undefined) query.set("text", q);
  for (const facet of FACETS) for (const value of search[facet] ?? []) query.append(facet, value);
  if (from !== undefined) query.set("from", toInstant(from, nowMs));
  if (to !== undefined) query.set("to", toInstant(to, nowMs));
  if (min_cost !== undefined) query.set("min_cost", String(min_cost));
  if (max_cost !== undefined) query.set("max_cost", String(max_cost));
  if (min_errors !== undefined) query.set("min_errors", String(min_errors));
  if (bookmarked) query.set("bookmarked", "true");
  return query;
}

export function toSortQuery({ sort = "-start" }: SessionSearch): URLSearchParams {
  const isDescending = sort.startsWith("-");
  return new URLSearchParams({ sort: sort.replace(/^-/, ""), order: isDescending ? "desc" : "asc" });
}

/** Whether anything is left out by it. */
export function isNarrowed({ sort: _sort, ...filters }: SessionSearch): boolean {
  return Object.keys(filters).length > 0;
}

/** The search with a value of a facet chosen, or no more. */
export function toggleFacet(search: SessionSearch, facet: Facet, value: string): SessionSearch {
  const { [facet]: chosen = [], ...rest } = search;
  const next = chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value];
  return next.length === 0 ? rest : { ...rest, [facet]: next };
}

/** Sorted by a key: first highest first, then lowest first, then as it was. */
export function toggleSort(search: SessionSearch, key: SortKey): SessionSearch {
  const { sort = "-start", ...rest } = search;
  const next = sort === `-${key}` ? key : sort === key ? "-start" : `-${key}`;
  return next === "-start" ? rest : { ...rest, sort: next };
}

/** `from` and `to` as a moment; a time ago is rounded, so that asking again soon is the same question. */
function toInstant(text: string, nowMs: number): string {
  const [, count, unit] = AGO.exec(text) ?? [];
  if (count === undefined) return new Date(text).toISOString();
  const roundMs = unit === "m" ? 10_000 : 60_000;
  return new Date(
    Math.floor(nowMs / roundMs) * roundMs - Number(count) * UNIT_MS[unit as "m" | "h" | "d"],
  ).toISOString();
}

function momentOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && (AGO.test(text) || !Number.isNaN(Date.parse(text))) ? text : undefined;
}

function isSort(text: string): boolean {
  return (SORT_KEYS as readonly string[]).includes(text.replace(/^-/, ""));
}
