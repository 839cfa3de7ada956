/** What an address says of a page, and what the server is asked for it. */
import { parseQuery, toQuery } from "../src/app/query-text.ts";
import { parseSessionView } from "../src/session/session-view.ts";
import {
  isNarrowed,
  parseSessionSearch,
  toggleFacet,
  toggleSort,
  toFilterQuery,
  toSortQuery,
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
      "?q=refund&any_tag=a&state=Failure&state=Running&from=7d&min_cost=0.5&min_errors=1&sort=-cost&bookmarked=true",
    ),
  );
  expect(search).toEqual({
    q: "refund",
    any_tag: ["a"],
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
  expect(parseSessionSearch(parseSessionSearch(parseQuery("?any_tag=a&sort=cost")) as Record<string, unknown>)).toEqual(
    {
      any_tag: ["a"],
      sort: "cost",
    },
  );
});

it("asks the server for the same", () => {
  const query = toFilterQuery(
    { q: "refund", any_tag: ["a", "b"], from: "1h", to: "2026-11-25", sort: "-cost", max_cost: 2 },
    NOW,
  );
  expect(String(query)).toBe(
    "text=refund&any_tag=a&any_tag=b&from=2026-11-25T11%3A00%3A00.000Z&to=2026-11-25T00%3A00%3A00.000Z&max_cost=2",
  );
  expect(String(toSortQuery({ sort: "cost" }))).toBe("sort=cost&order=asc");
  expect(String(toSortQuery({}))).toBe("sort=start&order=desc");
  expect(String(toFilterQuery({ from: "1h" }, NOW + 5_000))).toBe(String(toFilterQuery({ from: "1h" }, NOW)));
});

it("chooses values of facets, and takes them back", () => {
  const one = toggleFacet({ q: "x" }, "any_tag", "a");
  expect(one).toEqual({ q: "x", any_tag: ["a"] });
  expect(toggleFacet(one, "any_tag", "b")).toEqual({ q: "x", any_tag: ["a", "b"] });
  expect(toggleFacet(one, "any_tag", "a")).toEqual({ q: "x" });
  expect([isNarrowed({}), isNarrowed({ sort: "cost" }), isNarrowed(one)]).toEqual([false, false, true]);
});

it("sorts highest first, then lowest first, then newest first again", () => {
  const dearest = toggleSort({ any_tag: ["a"] }, "cost");
  expect(dearest).toEqual({ any_tag: ["a"], sort: "-cost" });
  expect(toggleSort(dearest, "cost")).toEqual({ any_tag: ["a"], sort: "cost" });
  expect(toggleSort({ any_tag: ["a"], sort: "cost" }, "cost")).toEqual({ any_tag: ["a"] });
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
