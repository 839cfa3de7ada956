/** Which sessions something is to be done with: some that were chosen one by one, or all that the filter selects. */
import { type SessionSearch, toFilterQuery } from "./session-search.ts";

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Of all that match: their filter. What begins later is not among them. */
  readonly all?: URLSearchParams;
}

export const NOTHING: Selection = { ids: new Set() };

/** All that the filter selects now. */
export function allThatMatch(ids: ReadonlySet<string>, search: SessionSearch, nowMs: number = Date.now()): Selection {
  const all = toFilterQuery(search, nowMs);
  if (!all.has("to")) all.set("to", new Date(nowMs).toISOString());
  return { ids, all };
}

/** So many fit into a request line. */
const MOST_IDS = 200;

/** Filters for requests that together mean the selection, each with how many it means; undefined where not known. */
export function filtersOf({
  ids,
  all,
}: Selection): readonly { readonly query: URLSearchParams; readonly count?: number }[] {
  if (all !== undefined) return [{ query: all }];
  const list = [...ids];
  const parts = Array.from({ length: Math.ceil(list.length / MOST_IDS) }, (_, index) =>
    list.slice(index * MOST_IDS, (index + 1) * MOST_IDS),
  );
  return parts.map((part) => ({ query: new URLSearchParams(part.map((id) => ["id", id])), count: part.length }));
}
