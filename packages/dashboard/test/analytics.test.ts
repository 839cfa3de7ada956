/** What the charts are about, and how their series are stacked. */
import { parseAnalyticsSearch, toAnalyticsQuery } from "../src/analytics/analytics-search.ts";
import { largest, stack } from "../src/analytics/stack.ts";

it("asks for the filters of the list, told apart by model unless said otherwise", () => {
  expect(parseAnalyticsSearch({ group: "agent", any_tag: "a", sort: "cost", from: "24h" })).toEqual({
    group: "agent",
    any_tag: ["a"],
    from: "24h",
  });
  expect(parseAnalyticsSearch({ group: "colour" })).toEqual({});
  expect(String(toAnalyticsQuery({ any_tag: ["a"] }))).toBe("any_tag=a&group_by=model");
});

it("stacks series, nothing being nothing", () => {
  expect(
    stack([
      { label: "a", values: [1, null, 3] },
      { label: "b", values: [2, 2, null] },
    ]),
  ).toEqual([
    { label: "a", values: [1, 0, 3] },
    { label: "b", values: [3, 2, 3] },
  ]);
});

it("keeps the largest apart, and all others as one", () => {
  const series = [1, 5, 3, 0, 4].map((value, index) => ({ label: `s${index}`, values: [value, null] }));
  expect(largest(series, 3, "others")).toEqual([
    { label: "s1", values: [5, null] },
    { label: "s4", values: [4, null] },
    { label: "others", values: [4, 0] },
  ]);
  expect(largest(series, 9, "others").map(({ label }) => label)).toEqual(["s1", "s4", "s2", "s0"]);
});
