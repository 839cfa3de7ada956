/** Spans as the tree that they are, and what of it is to be shown. */
import type { SpanRow } from "./span-row.ts";

export interface SpanNode {
  readonly span: SpanRow;
  readonly parent: SpanNode | undefined;
  readonly children: readonly SpanNode[];
  /** 0 for what has no parent here. */
  readonly depth: number;
}

export interface SpanTree {
  /** By start. */
  readonly roots: readonly SpanNode[];
  /** All, a parent before its children, children by start. */
  readonly nodes: readonly SpanNode[];
  readonly byId: ReadonlyMap<string, SpanNode>;
  readonly startMs: number;
  readonly endMs: number;
}

interface GrowingNode extends SpanNode {
  parent: GrowingNode | undefined;
  children: GrowingNode[];
  depth: number;
}

/**
 * A span whose parent is not among the spans is a root; so is the first of those that call each other their parent.
 * Of a long-running session parents arrive last, so children wait as roots until then.
 */
export function buildTree(spans: readonly SpanRow[]): SpanTree {
  const byId = new Map<string, GrowingNode>();
  for (const span of spans) byId.set(span.id, { span, parent: undefined, children: [], depth: 0 });
  const ordered = [...byId.values()].sort(byStart);
  const roots: GrowingNode[] = [];
  for (const node of ordered) {
    const parent = node.span.parentId === undefined ? undefined : byId.get(node.span.parentId);
    if (parent === undefined || isAmongParents(node, parent)) roots.push(node);
    else {
      node.parent = parent;
      parent.children.push(node);
    }
  }
  return { roots, nodes: flatten(roots), byId, ...extentOf(ordered) };
}

/** The nodes below `collapsed` ones left out; with `matches`, only those and what leads to them. */
export function visibleNodes(
  tree: SpanTree,
  collapsed: ReadonlySet<string>,
  matches: ReadonlySet<string> | undefined,
): readonly SpanNode[] {
  if (collapsed.size === 0 && matches === undefined) return tree.nodes;
  const leading = matches && withParents(tree, matches);
  const visible: SpanNode[] = [];
  let hiddenBelow = Number.POSITIVE_INFINITY;
  for (const node of tree.nodes) {
    if (node.depth > hiddenBelow) continue;
    hiddenBelow = Number.POSITIVE_INFINITY;
    if (leading !== undefined && !leading.has(node.span.id)) continue;
    visible.push(node);
    if (collapsed.has(node.span.id)) hiddenBelow = node.depth;
  }
  return visible;
}

export function parentsOf(node: SpanNode): readonly SpanNode[] {
  const parents: SpanNode[] = [];
  for (let parent = node.parent; parent !== undefined; parent = parent.parent) parents.unshift(parent);
  return parents;
}

function withParents(tree: SpanTree, matches: ReadonlySet<string>): ReadonlySet<string> {
  const leading = new Set<string>();
  for (const id of matches) {
    for (let node = tree.byId.get(id); node !== undefined && !leading.has(node.span.id); node = node.parent) {
      leading.add(node.span.id);
    }
  }
  return leading;
}

/** Spans may come from anybody: parents may go in circles. */
function isAmongParents(node: GrowingNode, parent: GrowingNode): boolean {
  for (let above: GrowingNode | undefined = parent; above !== undefined; above = above.parent) {
    if (above === node) return true;
  }
  return false;
}

/** Without recursion: a tree may be as deep as it has spans. */
function flatten(roots: readonly GrowingNode[]): readonly SpanNode[] {
  const nodes: SpanNode[] = [];
  const waiting = roots.toReversed();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    nodes.push(node);
    for (const child of node.children.toReversed()) {
      child.depth = node.depth + 1;
      waiting.push(child);
    }
  }
  return nodes;
}

function extentOf(nodes: readonly SpanNode[]): { readonly startMs: number; readonly endMs: number } {
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = Number.NEGATIVE_INFINITY;
  for (const { span } of nodes) {
    startMs = Math.min(startMs, span.startMs);
    endMs = Math.max(endMs, span.endMs);
  }
  return nodes.length === 0 ? { startMs: 0, endMs: 0 } : { startMs, endMs };
}

/** Parents before children that begin in the same microsecond. */
function byStart(a: SpanNode, b: SpanNode): number {
  return a.span.startMs - b.span.startMs || b.span.endMs - a.span.endMs || (a.span.id < b.span.id ? -1 : 1);
}
