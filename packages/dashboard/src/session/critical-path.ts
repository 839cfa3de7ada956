/**
 * What a session waited for: seen from its end backwards, always the span that finished last. Time in which none of a
 * span's children ran is its own.
 */
import type { SpanNode } from "./span-tree.ts";

export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

interface Visit {
  readonly node: SpanNode;
  /** What lies before or behind is not the parent's time, whatever the span says. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Span id → the stretches of its own time that lie on the path, latest first. */
export function criticalPath(roots: readonly SpanNode[]): ReadonlyMap<string, readonly Stretch[]> {
  const path = new Map<string, Stretch[]>();
  const add = (id: string, startMs: number, endMs: number): void => {
    if (endMs <= startMs) return;
    const known = path.get(id);
    if (known === undefined) path.set(id, [{ startMs, endMs }]);
    else known.push({ startMs, endMs });
  };
  // Without recursion: a tree may be as deep as it has spans.
  const waiting: Visit[] = latestChain(roots, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  for (let visit = waiting.pop(); visit !== undefined; visit = waiting.pop()) {
    const { node, fromMs, untilMs } = visit;
    let atMs = untilMs;
    for (const child of latestChain(node.children, fromMs, untilMs)) {
      add(node.span.id, child.untilMs, atMs);
      waiting.push(child);
      atMs = child.fromMs;
    }
    add(node.span.id, fromMs, atMs);
  }
  return path;
}

/** The spans that, one after another backwards, were the last to finish; each until the next one of them began. */
function latestChain(nodes: readonly SpanNode[], fromMs: number, untilMs: number): Visit[] {
  const chain: Visit[] = [];
  let atMs = untilMs;
  for (const node of nodes.toSorted((a, b) => b.span.endMs - a.span.endMs)) {
    const startMs = Math.max(node.span.startMs, fromMs);
    const endMs = Math.min(node.span.endMs, atMs);
    if (endMs <= startMs) continue;
    chain.push({ node, fromMs: startMs, untilMs: endMs });
    atMs = startMs;
  }
  return chain;
}
