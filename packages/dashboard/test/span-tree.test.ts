/** The tree of a session, what of it is shown, and what decided its duration. */
import fc from "fast-check";
import { criticalPath } from "../src/session/critical-path.ts";
import { matchSpans } from "../src/session/match-spans.ts";
import { buildTree, parentsOf, type SpanTree, visibleNodes } from "../src/session/span-tree.ts";
import { row } from "./spans.ts";

const draw = (tree: SpanTree, ids = tree.nodes): string =>
  ids.map(({ span, depth }) => `${"  ".repeat(depth)}${span.id}`).join("\n");

const agent = buildTree([
  row("answer", "root", 60, 90, { kind: "llm", model: "gpt-4o" }),
  row("root", undefined, 0, 100),
  row("lookup", "tool", 35, 45, { isFailed: true, statusMessage: "Timeout" }),
  row("tool", "root", 30, 50, { kind: "tool" }),
  row("ask", "root", 5, 25, { kind: "llm", model: "gpt-4o" }),
]);

it("orders spans by start, whatever order they came in", () => {
  expect(draw(agent)).toBe("root\n  ask\n  tool\n    lookup\n  answer");
  expect([agent.startMs, agent.endMs]).toEqual([0, 100]);
  expect(parentsOf(agent.byId.get("lookup")!).map(({ span }) => span.id)).toEqual(["root", "tool"]);
});

it("makes a root of what has no parent yet, and of the first in a circle", () => {
  expect(draw(buildTree([row("a", "missing", 1, 2), row("b", "a", 1, 2)]))).toBe("a\n  b");
  expect(draw(buildTree([row("a", "b", 1, 5), row("b", "a", 2, 3), row("c", "c", 4, 5)]))).toBe("b\n  a\nc");
  expect(buildTree([])).toMatchObject({ nodes: [], startMs: 0, endMs: 0 });
});

it("shows every span of any list exactly once", () => {
  const spans = fc.array(fc.tuple(fc.nat(20), fc.nat(24), fc.nat(100), fc.nat(100)), { maxLength: 40 });
  fc.assert(
    fc.property(spans, (list) => {
      const rows = list.map(([, parent, start, length], index) =>
        row(`s${index}`, `s${parent}`, start, start + length),
      );
      const { nodes } = buildTree(rows);
      expect(nodes.map(({ span }) => span.id).toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
    }),
  );
});

it("takes a chain of 20,000 spans, one inside the other", () => {
  const chain = buildTree(
    Array.from({ length: 20_000 }, (_, index) => row(`s${index}`, `s${index - 1}`, index, 40_000 - index)),
  );
  expect(chain.nodes.at(-1)).toMatchObject({ depth: 19_999 });
  expect(criticalPath(chain.roots).size).toBe(20_000);
});

it("hides what is folded, and keeps what leads to a match", () => {
  expect(draw(agent, visibleNodes(agent, new Set(["tool"]), undefined))).toBe("root\n  ask\n  tool\n  answer");
  expect(draw(agent, visibleNodes(agent, new Set(["root"]), undefined))).toBe("root");
  expect(draw(agent, visibleNodes(agent, new Set(), new Set(["lookup"])))).toBe("root\n  tool\n    lookup");
});

it("finds spans by all words, by kind, and by failure", () => {
  const spans = agent.nodes.map(({ span }) => span);
  const found = (view: Parameters<typeof matchSpans>[1]) => matchSpans(spans, view) && [...matchSpans(spans, view)!];
  expect(found({})).toBeUndefined();
  expect(found({ q: "GPT ask" })).toEqual(["ask"]);
  expect(found({ q: "timeout" })).toEqual(["lookup"]);
  expect(found({ kind: ["tool", "llm"] })).toEqual(["ask", "tool", "answer"]);
  expect(found({ kind: ["llm"], failed: true })).toEqual([]);
});

it("finds a span by the beginning of its id, and by no two digits of it", () => {
  const [{ span }] = agent.nodes as [(typeof agent.nodes)[number]];
  const spans = [{ ...span, id: "00f067aa0ba902b7" }];
  expect(matchSpans(spans, { q: "00f067aa" })).toEqual(new Set(["00f067aa0ba902b7"]));
  expect(matchSpans(spans, { q: "90" })).toEqual(new Set());
});

describe("the critical path", () => {
  const path = (tree: SpanTree) =>
    Object.fromEntries(
      [...criticalPath(tree.roots)].map(([id, parts]) => [id, parts.map(({ startMs, endMs }) => [startMs, endMs])]),
    );

  it("is the span that finished last, and before it the one it waited for", () => {
    expect(path(agent)).toEqual({
      root: [
        [90, 100],
        [50, 60],
        [25, 30],
        [0, 5],
      ],
      answer: [[60, 90]],
      tool: [
        [45, 50],
        [30, 35],
      ],
      lookup: [[35, 45]],
      ask: [[5, 25]],
    });
  });

  it("leaves out what ran beside something longer", () => {
    expect(
      path(buildTree([row("root", undefined, 0, 10), row("short", "root", 1, 4), row("long", "root", 1, 9)])),
    ).toEqual({
      root: [
        [9, 10],
        [0, 1],
      ],
      long: [[1, 9]],
    });
  });

  it("covers the root's time once, whatever its children say", () => {
    const times = fc.array(fc.tuple(fc.integer({ min: -20, max: 120 }), fc.nat(60), fc.nat(12)), { maxLength: 12 });
    fc.assert(
      fc.property(times, (list) => {
        const rows = list.map(([start, length, parent], index) =>
          row(`s${index}`, parent < index ? `s${parent}` : "root", start, start + length),
        );
        const parts = [
          ...criticalPath(
            buildTree([row("root", undefined, 0, 100), ...rows]).roots.filter(({ span }) => span.id === "root"),
          ).values(),
        ].flat();
        const sorted = parts.toSorted((a, b) => a.startMs - b.startMs);
        expect(sorted.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)).toBe(100);
        for (const [index, part] of sorted.entries())
          expect(part.startMs).toBe(index === 0 ? 0 : sorted[index - 1]!.endMs);
      }),
    );
  });
});
