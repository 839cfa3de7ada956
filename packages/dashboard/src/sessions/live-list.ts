/** What live events make of the pages of a list that are loaded. */
import type { ProjectLiveEvent, SessionItem, SessionList } from "@rootspan/model/rest";

export interface LoadedPages {
  readonly pages: readonly SessionList[];
  readonly pageParams: readonly unknown[];
}

/**
 * Sessions that are shown change where they are, so that nothing moves below the reader's hand; new ones come on top
 * of a list whose newest are on top; those that are gone leave.
 */
export function applyEvents<T extends LoadedPages>(
  loaded: T,
  events: readonly ProjectLiveEvent[],
  isNewestFirst: boolean,
): T {
  const changed = new Map<string, SessionItem | undefined>();
  for (const { event, data } of events) changed.set(data.id, event === "session" ? data : undefined);
  const shown = new Set(loaded.pages.flatMap(({ sessions }) => sessions.map(({ id }) => id)));
  const added = [...changed.values()].filter((item) => item !== undefined && !shown.has(item.id)) as SessionItem[];
  const pages = loaded.pages.map((page) => ({
    ...page,
    sessions: page.sessions.flatMap((item) => replaced(item, changed)),
  }));
  const [first, ...others] = pages;
  if (first === undefined || !isNewestFirst || added.length === 0) return { ...loaded, pages };
  // One that began before the oldest that is shown belongs to a page that is not loaded yet.
  const oldest = first.sessions.at(-1)?.start_time ?? "";
  const fitting = added.filter(({ start_time }) => first.next_cursor === null || start_time >= oldest);
  const sessions = [...fitting, ...first.sessions].toSorted(newestFirst);
  return { ...loaded, pages: [{ ...first, sessions }, ...others] };
}

function replaced(item: SessionItem, changed: ReadonlyMap<string, SessionItem | undefined>): readonly SessionItem[] {
  if (!changed.has(item.id)) return [item];
  const now = changed.get(item.id);
  return now === undefined ? [] : [now];
}

function newestFirst(a: SessionItem, b: SessionItem): number {
  return a.start_time < b.start_time ? 1 : a.start_time > b.start_time ? -1 : 0;
}
