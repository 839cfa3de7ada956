/** What live events make of a list. */
import type { SessionItem, SessionList } from "@rootspan/model/rest";
import { applyEvents } from "../src/sessions/live-list.ts";

const item = (id: string, start: number, more: Partial<SessionItem> = {}) =>
  ({ id, start_time: new Date(start).toISOString(), running: false, ...more }) as SessionItem;
const page = (sessions: readonly SessionItem[], next: string | null = null): SessionList => ({
  sessions,
  next_cursor: next,
  sequence: 1,
});
const loaded = {
  pages: [page([item("c", 30), item("b", 20)], "next"), page([item("a", 10)])],
  pageParams: [null, "next"],
};
const ids = ({ pages }: { pages: readonly SessionList[] }) => pages.map(({ sessions }) => sessions.map(({ id }) => id));

it("changes sessions where they are", () => {
  const now = applyEvents(loaded, [{ event: "session", data: item("b", 20, { running: true }) }], true);
  expect(ids(now)).toEqual([["c", "b"], ["a"]]);
  expect(now.pages[0]!.sessions[1]!.running).toBe(true);
  expect(now.pageParams).toBe(loaded.pageParams);
});

it("puts new ones on top where the newest are, in order", () => {
  const events = [
    { event: "session", data: item("d", 40) },
    { event: "session", data: item("between", 25) },
  ] as const;
  expect(ids(applyEvents(loaded, events, true))).toEqual([["d", "c", "between", "b"], ["a"]]);
  expect(ids(applyEvents(loaded, events, false))).toEqual([["c", "b"], ["a"]]);
});

it("leaves to later pages what belongs there", () => {
  expect(ids(applyEvents(loaded, [{ event: "session", data: item("old", 1) }], true))).toEqual([["c", "b"], ["a"]]);
  const single = { pages: [page([item("b", 20)])], pageParams: [null] };
  expect(ids(applyEvents(single, [{ event: "session", data: item("old", 1) }], true))).toEqual([["b", "old"]]);
});

it("lets go of what is gone, and goes by the last event of each", () => {
  const events = [
    { event: "gone", data: { id: "a" } },
    { event: "session", data: item("new", 50) },
    { event: "gone", data: { id: "new" } },
  ] as const;
  expect(ids(applyEvents(loaded, events, true))).toEqual([["c", "b"], []]);
});

it("shows the first session of a project", () => {
  const empty = { pages: [page([])], pageParams: [null] };
  expect(ids(applyEvents(empty, [{ event: "session", data: item("a", 1) }], true))).toEqual([["a"]]);
});
