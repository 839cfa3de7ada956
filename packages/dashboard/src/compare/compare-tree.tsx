/** The spans of two sessions as one tree, of which only the rows in sight are in the page. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useShortcuts } from "../app/shortcuts.ts";
import { formatExactCount, formatPlural } from "../format/count.ts";
import { Button } from "../ui/button.tsx";
import { alignTrees, type ComparedSpan, isOfSpan } from "./align-trees.ts";
import type { CompareSearch } from "./compare-search.ts";
import { CompareRow } from "./compare-row.tsx";
import styles from "./compare-tree.module.css";
import { type ComparedTree, Side } from "./side.tsx";

export interface CompareTreeProps {
  readonly a: ComparedTree;
  readonly b: ComparedTree;
  readonly search: CompareSearch;
  readonly onSearch: (search: CompareSearch) => void;
}

const ROW_HEIGHT = 30;
const OVERSCAN = 12;

export function CompareTree({ a, b, search, onSearch }: CompareTreeProps): ReactNode {
  const all = useMemo(() => alignTrees(a.tree, b.tree), [a.tree, b.tree]);
  const rows = useMemo(() => (search.different ? all.filter((row) => row.isDifferent) : all), [all, search.different]);
  const longestMs = useMemo(() => longestOf(all), [all]);
  const [activeId, setActiveId] = useState(search.span);
  const bodyRef = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  // What stands above the rows may grow while it loads.
  useLayoutEffect(() => {
    const page = bodyRef.current?.closest<HTMLElement>("[data-scrolls]");
    if (page === null || page === undefined) return;
    const observer = new ResizeObserver(() => setMargin(bodyRef.current?.offsetTop ?? 0));
    for (const child of page.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => bodyRef.current?.closest<HTMLElement>("[data-scrolls]") ?? null,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => idOf(rows[index]!),
    overscan: OVERSCAN,
    scrollMargin: margin,
    scrollPaddingStart: 80,
    scrollPaddingEnd: 40,
  });
  const openIndex = search.span === undefined ? -1 : rows.findIndex((row) => isOfSpan(row, search.span!));
  useEffect(() => {
    if (openIndex >= 0 && margin > 0) virtual.scrollToIndex(openIndex, { align: "auto" });
    // Only an address scrolls; afterwards the reader does.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [margin > 0, openIndex >= 0]);

  const toggle = (row: ComparedSpan): void => {
    const { span: _, ...rest } = search;
    const isOpen = search.span !== undefined && isOfSpan(row, search.span);
    setActiveId(idOf(row));
    onSearch(isOpen ? rest : { ...rest, span: idOf(row) });
  };
  const activeIndex = activeId === undefined ? -1 : rows.findIndex((row) => isOfSpan(row, activeId));
  const moveTo = (index: number): void => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (row === undefined) return;
    setActiveId(idOf(row));
    virtual.scrollToIndex(rows.indexOf(row));
  };
  const nextDifference = (by: 1 | -1): void => {
    const isOne = (row: ComparedSpan): boolean => row.difference !== "none";
    const found =
      by === 1
        ? rows.findIndex((row, index) => index > activeIndex && isOne(row))
        : rows.findLastIndex((row, index) => index < activeIndex && isOne(row));
    if (found >= 0) moveTo(found);
  };
  const toggleDifferent = (): void => {
    const { different, ...rest } = search;
    onSearch(different ? rest : { ...rest, different: true });
  };
  useShortcuts([
    { key: "j", does: "Next span", run: () => moveTo(activeIndex + 1) },
    { key: "k", does: "Span before", run: () => moveTo(activeIndex - 1) },
    { key: "n", does: "Next difference", run: () => nextDifference(1) },
    { key: "p", does: "Difference before", run: () => nextDifference(-1) },
    { key: "o", does: "Open or close the span", run: () => rows[activeIndex] && toggle(rows[activeIndex]) },
    { key: "d", does: "Only what differs", run: toggleDifferent },
  ]);
  const differing = useMemo(() => all.filter(({ difference }) => difference !== "none").length, [all]);
  return (
    <section className={styles.tree} aria-label="Spans">
      <header className={styles.tools}>
        <h2>Spans</h2>
        <span className={styles.soft} role="status">
          {formatExactCount(a.tree.nodes.length)} and {formatExactCount(b.tree.nodes.length)},{" "}
          {differing === 0 ? "all at the same place in both" : formatPlural(differing, "difference")}
        </span>
        <span className={styles.end}>
          <Button look="plain" disabled={differing === 0} title="Next difference (n)" onClick={() => nextDifference(1)}>
            Next difference
          </Button>
          <Button aria-pressed={search.different === true} title="Only what differs (d)" onClick={toggleDifferent}>
            Only what differs
          </Button>
        </span>
      </header>
      <div role="table" aria-label="Spans of both sessions" aria-rowcount={rows.length + 1}>
        <div role="rowgroup" className={styles.headGroup}>
          <div role="row" aria-rowindex={1} className={styles.head}>
            <span role="columnheader">Span</span>
            <span role="columnheader">
              <Side side="a" />
            </span>
            <span role="columnheader">
              <Side side="b" />
            </span>
            <span role="columnheader" className={styles.change}>
              B against A
            </span>
          </div>
        </div>
        <div ref={bodyRef} role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index]!;
            return (
              <CompareRow
                key={key}
                ref={virtual.measureElement}
                row={row}
                index={index}
                top={start - virtual.options.scrollMargin}
                longestMs={longestMs}
                isOpen={search.span !== undefined && isOfSpan(row, search.span)}
                isActive={activeId !== undefined && isOfSpan(row, activeId)}
                sessionOfA={a.id}
                sessionOfB={b.id}
                onToggle={toggle}
              />
            );
          })}
        </div>
      </div>
      {rows.length === 0 && <p className={styles.none}>Nothing differs.</p>}
    </section>
  );
}

function idOf({ a, b }: ComparedSpan): string {
  return (a ?? b)!.span.id;
}

/** Milliseconds: a bar of a length is the same time in every row. */
function longestOf(rows: readonly ComparedSpan[]): number {
  return rows.reduce((longest, { a, b }) => {
    const of = (span: { startMs: number; endMs: number } | undefined): number =>
      span === undefined ? 0 : span.endMs - span.startMs;
    return Math.max(longest, of(a?.span), of(b?.span));
  }, 0.001);
}
