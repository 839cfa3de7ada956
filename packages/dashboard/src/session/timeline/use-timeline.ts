/** What of a session's tree is in sight: the part of time, what is folded, what was searched for. */
import { useMemo, useState } from "react";
import { criticalPath, type Stretch } from "../critical-path.ts";
import { matchSpans } from "../match-spans.ts";
import type { SessionView } from "../session-view.ts";
import { parentsOf, type SpanNode, type SpanTree, visibleNodes } from "../span-tree.ts";
import { type TimeRange, within } from "./time-scale.ts";

export interface TimelineState {
  readonly nodes: readonly SpanNode[];
  readonly matches: ReadonlySet<string> | undefined;
  readonly path: ReadonlyMap<string, readonly Stretch[]> | undefined;
  readonly whole: TimeRange;
  readonly range: TimeRange;
  /** Undefined shows the whole again. */
  readonly setRange: (range: TimeRange | undefined) => void;
  readonly isZoomed: boolean;
  readonly collapsed: ReadonlySet<string>;
  readonly toggle: (id: string) => void;
  readonly collapseAll: () => void;
  readonly expandAll: () => void;
  /** Unfolds what hides a span. */
  readonly reveal: (id: string) => void;
}

export function useTimeline(tree: SpanTree, view: SessionView): TimelineState {
  const [chosen, setRange] = useState<TimeRange>();
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const { q, kind, failed } = view;
  const matches = useMemo(
    () =>
      matchSpans(
        tree.nodes.map(({ span }) => span),
        { ...(q !== undefined && { q }), ...(kind !== undefined && { kind }), ...(failed !== undefined && { failed }) },
      ),
    [tree, q, kind, failed],
  );
  const nodes = useMemo(() => visibleNodes(tree, collapsed, matches), [tree, collapsed, matches]);
  const path = useMemo(() => (view.path === true ? criticalPath(tree.roots) : undefined), [tree, view.path]);
  // A session of no length still has a scale.
  const whole = useMemo(() => ({ startMs: tree.startMs, endMs: Math.max(tree.endMs, tree.startMs + 0.001) }), [tree]);
  return {
    nodes,
    matches,
    path,
    whole,
    range: chosen === undefined ? whole : within(chosen, whole),
    setRange,
    isZoomed: chosen !== undefined,
    collapsed,
    toggle: (id) => setCollapsed((now) => withToggled(now, id)),
    collapseAll: () =>
      setCollapsed(new Set(tree.nodes.filter(({ depth, children }) => depth > 0 && children.length > 0).map(idOf))),
    expandAll: () => setCollapsed(new Set()),
    reveal: (id) => {
      const node = tree.byId.get(id);
      const hiding = node === undefined ? [] : parentsOf(node).map(idOf);
      setCollapsed((now) => (hiding.some((parent) => now.has(parent)) ? now.difference(new Set(hiding)) : now));
    },
  };
}

function idOf({ span }: SpanNode): string {
  return span.id;
}

function withToggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}
