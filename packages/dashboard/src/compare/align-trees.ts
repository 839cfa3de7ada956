/** Two sessions as one tree: what did the same thing at the same place of both stands in one row. */
import { alignLists } from "../changes/align-lists.ts";
import type { SpanRow } from "../session/span-row.ts";
import type { SpanNode, SpanTree } from "../session/span-tree.ts";

export interface ComparedSpan {
  /** Of the session on the left; undefined where only the other has it. */
  readonly a: SpanNode | undefined;
  readonly b: SpanNode | undefined;
  readonly depth: number;
  readonly difference: Difference;
  /** Whether it, or anything below it, differs. */
  readonly isDifferent: boolean;
}

/** `changed`: it failed in one of them only, or another model was called. That it took longer is no difference. */
export type Difference = "none" | "changed" | "onlyA" | "onlyB";

interface GrowingSpan extends ComparedSpan {
  isDifferent: boolean;
  readonly parent: GrowingSpan | undefined;
}

/** A parent before its children. */
export function alignTrees(a: SpanTree, b: SpanTree): readonly ComparedSpan[] {
  const rows: GrowingSpan[] = [];
  const pairsOf = (ofA: readonly SpanNode[], ofB: readonly SpanNode[], parent: GrowingSpan | undefined) =>
    alignLists(ofA, ofB, ({ span }) => placeOf(span))
      .map((pair): GrowingSpan => {
        const difference = differenceOf(pair.a?.span, pair.b?.span);
        return { ...pair, parent, depth: parent === undefined ? 0 : parent.depth + 1, difference, isDifferent: false };
      })
      .toReversed();
  // Without recursion: a tree may be as deep as it has spans.
  const waiting = pairsOf(a.roots, b.roots, undefined);
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    rows.push(row);
    if (row.difference !== "none") tellParents(row);
    waiting.push(...pairsOf(row.a?.children ?? [], row.b?.children ?? [], row));
  }
  return rows;
}

/** The span's id in either session. */
export function isOfSpan({ a, b }: ComparedSpan, id: string): boolean {
  return a?.span.id === id || b?.span.id === id;
}

/** What a span is to its session: of sessions whatever their names, and of model calls whatever the model. */
function placeOf({ kind, name }: SpanRow): string {
  if (kind === "session") return kind;
  return kind === "llm" || kind === "embedding" ? `${kind} ${name.split(" ")[0]}` : `${kind} ${name}`;
}

function differenceOf(a: SpanRow | undefined, b: SpanRow | undefined): Difference {
  if (a === undefined) return "onlyB";
  if (b === undefined) return "onlyA";
  return a.isFailed !== b.isFailed || a.model !== b.model ? "changed" : "none";
}

function tellParents(row: GrowingSpan): void {
  for (let above: GrowingSpan | undefined = row; above !== undefined && !above.isDifferent; above = above.parent) {
    above.isDifferent = true;
  }
}
