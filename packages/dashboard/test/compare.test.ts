/** Two sessions as one tree, and two texts as one. */
import fc from "fast-check";
import { alignLists } from "../src/changes/align-lists.ts";
import { changesOfText } from "../src/changes/text-changes.ts";
import { alignTrees } from "../src/compare/align-trees.ts";
import { parseCompareSearch } from "../src/compare/compare-search.ts";
import { parseQuery, toQuery } from "../src/app/query-text.ts";
import { differenceOf } from "../src/format/difference.ts";
import { buildTree, type SpanTree } from "../src/session/span-tree.ts";
import { row } from "./spans.ts";

const MARKS = { none: " ", changed: "~", onlyA: "<", onlyB: ">" } as const;
const draw = (a: SpanTree, b: SpanTree): string =>
  alignTrees(a, b)
    .map(({ a: ofA, b: ofB, depth, difference }) => {
      const name = [ofA?.span.name, ofB?.span.name].filter((each) => each !== undefined);
      return `${MARKS[difference]} ${"  ".repeat(depth)}${[...new Set(name)].join(" → ")}`;
    })
    .join("\n");

it("puts what did the same thing at the same place into one row", () => {
  const before = buildTree([
    row("r", undefined, 0, 100, { kind: "session", name: "session Monday" }),
    row("1", "r", 0, 50, { kind: "agent", name: "research" }),
    row("2", "1", 0, 10, { kind: "llm", name: "chat gpt-4o", model: "gpt-4o" }),
    row("3", "1", 10, 20, { kind: "tool", name: "search" }),
    row("4", "1", 20, 30, { kind: "tool", name: "read" }),
    row("5", "r", 60, 90, { kind: "agent", name: "write" }),
  ]);
  const now = buildTree([
    row("r2", undefined, 0, 80, { kind: "session", name: "session Tuesday" }),
    row("a", "r2", 0, 30, { kind: "agent", name: "research" }),
    row("b", "a", 0, 10, { kind: "llm", name: "chat gpt-4o-mini", model: "gpt-4o-mini" }),
    row("c", "a", 10, 12, { kind: "tool", name: "read", isFailed: true }),
    row("d", "r2", 40, 50, { kind: "action", name: "rest" }),
    row("e", "r2", 60, 70, { kind: "agent", name: "write" }),
  ]);
  expect(draw(before, now)).toBe(
    [
      "  session Monday → session Tuesday",
      "    research",
      "~     chat gpt-4o → chat gpt-4o-mini",
      "<     search",
      "~     read",
      ">   rest",
      "    write",
    ].join("\n"),
  );
  expect(alignTrees(before, now).map(({ isDifferent }) => isDifferent)).toEqual([
    true,
    true,
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(alignTrees(before, before).every(({ isDifferent }) => !isDifferent)).toBe(true);
});

it("has every span of both sessions in one row each", () => {
  const tree = fc
    .array(fc.tuple(fc.nat(12), fc.constantFrom("a", "b", "c")), { maxLength: 24 })
    .map((list) => buildTree(list.map(([parent, name], index) => row(`s${index}`, `s${parent}`, index, 90, { name }))));
  fc.assert(
    fc.property(tree, tree, (a, b) => {
      const rows = alignTrees(a, b);
      const idsOf = (side: "a" | "b") => rows.flatMap((each) => each[side]?.span.id ?? []).toSorted();
      expect(idsOf("a")).toEqual(a.nodes.map(({ span }) => span.id).toSorted());
      expect(idsOf("b")).toEqual(b.nodes.map(({ span }) => span.id).toSorted());
      const both = rows.filter((each) => each.a !== undefined && each.b !== undefined);
      expect(both.map((each) => each.a!.span.name)).toEqual(both.map((each) => each.b!.span.name));
    }),
  );
});

it("aligns lists of 10,000 that have nothing, or half, in common", () => {
  const list = (name: (index: number) => string) => Array.from({ length: 10_000 }, (_, index) => name(index));
  const numbers = list(String);
  expect(
    alignLists(
      numbers,
      list((index) => `other ${index}`),
      String,
    ),
  ).toHaveLength(20_000);
  const half = list((index) => (index % 2 === 0 ? String(index) : `other ${index}`));
  const pairs = alignLists(numbers, half, String);
  expect(pairs.filter(({ a, b }) => a !== undefined && a === b)).toHaveLength(5_000);
  expect(pairs.flatMap(({ a }) => a ?? [])).toEqual(numbers);
  expect(pairs.flatMap(({ b }) => b ?? [])).toEqual(half);
});

it("tells which words went and which came, as long as it is one text", () => {
  expect(changesOfText("Sunny, 24 degrees", "Sunny, 19 degrees")).toEqual([
    { text: "Sunny, ", in: "both" },
    { text: "24", in: "before" },
    { text: "19", in: "now" },
    { text: " degrees", in: "both" },
  ]);
  expect(changesOfText("晴れ、24度です", "晴れ、19度です")?.filter((part) => part.in === "both")).toHaveLength(2);
  expect(changesOfText("entirely different", "nothing of that here")).toBeUndefined();
  expect(changesOfText("a ".repeat(30_000), "a ".repeat(30_000))).toBeUndefined();
  expect(changesOfText("", "")).toEqual([]);
});

it("says how numbers differ as people would", () => {
  const text = (a: number, b: number) => differenceOf(a, b, (value) => `$${value}`).text;
  expect([text(1, 1), text(100, 112), text(100, 99.5), text(2, 9), text(3, 0), text(0, 4), text(100, 1)]).toEqual([
    "same",
    "+12%",
    "−0.5%",
    "4.5×",
    "−$3",
    "+$4",
    "−99%",
  ]);
});

it("keeps of a comparison's address what makes sense", () => {
  const search = { a: "x", b: "y", different: true, span: "0123456789abcdef" } as const;
  expect(parseCompareSearch(parseQuery(toQuery(search)))).toEqual(search);
  expect(parseCompareSearch(parseQuery("?a=&b=y&different=perhaps&other=1"))).toEqual({ b: "y" });
});
