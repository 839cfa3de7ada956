/** What an address says of a page, and what the server is asked for it. */
import { parseQuery, toQuery } from "../src/app/query-text.ts";
import { parseSessionView } from "../src/session/session-view.ts";
import {
  isNarrowed,
  parseSessionSearch,
  toggleFacet,
  toggleSort,
  toListQuery,
} from "../src/sessions/session-search.ts";

const NOW = Date.parse("2026-11-25T12:00:30Z");

it("reads and writes plain queries", () => {
  const query = "?q=two+words&tag=a%26b&tag=c&from=7d";
  expect(parseQuery(query)).toEqual({ q: "two words", tag: ["a&b", "c"], from: "7d" });
  expect(toQuery(parseQuery(query))).toBe(query);
  expect(toQuery({ tag: [], q: "", none: undefined, failed: true })).toBe("?failed=true");
  expect(toQuery({})).toBe("");
});

it("keeps of a list's address what makes sense", () => {
  const search = parseSessionSearch(
    parseQuery(
      "?q=refund&tag=a&state=Failure&state=Running&from=7d&min_cost=0.5&min_errors=1&sort=-cost&bookmarked=true",
    ),
  );
  expect(search).toEqual({
    q: "refund",
    tag: ["a"],
    state: ["Failure", "Running"],
    from: "7d",
    min_cost: 0.5,
    min_errors: 1,
    sort: "-cost",
    bookmarked: true,
  });
  expect(parseSessionSearch(parseQuery("?from=soon&to=&min_cost=much&sort=beauty&bookmarked=perhaps&other=1"))).toEqual(
    {},
  );
  expect(parseSessionSearch(parseSessionSearch(parseQuery("?tag=a&sort=cost")) as Record<string, unknown>)).toEqual({
    tag: ["a"],
    sort: "cost",
  });
});

it("asks the server for the same", () => {
  const query = toListQuery(
    { q: "refund", tag: ["a", "b"], from: "1h", to: "2026-11-25", sort: "-cost", max_cost: 2 },
    NOW,
  );
  expect(String(query)).toBe(
    "text=refund&tag=a&tag=b&from=2026-11-25T11%3A00%3A00.000Z&to=2026-11-25T00%3A00%3A00.000Z&max_cost=2&sort=-cost",
  );
  expect(String(toListQuery({ from: "1h" }, NOW + 5_000))).toBe(String(toListQuery({ from: "1h" }, NOW)));
});

it("chooses values of facets, and takes them back", () => {
  const one = toggleFacet({ q: "x" }, "tag", "a");
  expect(one).toEqual({ q: "x", tag: ["a"] });
  expect(toggleFacet(one, "tag", "b")).toEqual({ q: "x", tag: ["a", "b"] });
  expect(toggleFacet(one, "tag", "a")).toEqual({ q: "x" });
  expect([isNarrowed({}), isNarrowed({ sort: "cost" }), isNarrowed(one)]).toEqual([false, false, true]);
});

it("sorts highest first, then lowest first, then newest first again", () => {
  const dearest = toggleSort({ tag: ["a"] }, "cost");
  expect(dearest).toEqual({ tag: ["a"], sort: "-cost" });
  expect(toggleSort(dearest, "cost")).toEqual({ tag: ["a"], sort: "cost" });
  expect(toggleSort({ tag: ["a"], sort: "cost" }, "cost")).toEqual({ tag: ["a"] });
  expect(toggleSort({}, "start")).toEqual({ sort: "start" });
});

it("keeps of a session's address what makes sense", () => {
  expect(parseSessionView(parseQuery("?tab=chat&span=ab&kind=llm&failed=true&path=true&q=x"))).toEqual({
    tab: "chat",
    span: "ab",
    kind: ["llm"],
    failed: true,
    path: true,
    q: "x",
  });
  expect(parseSessionView(parseQuery("?tab=timeline&failed=no"))).toEqual({});
});
