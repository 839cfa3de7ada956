/**
 * Things of any height one below the other, of which only those in sight are in the page, and those that the reader
 * did something with: what was opened stays open.
 */
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useMemo, useRef, useState } from "react";
import styles from "./lazy-list.module.css";

export interface LazyListProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** How high most of them are: pixels. */
  readonly height: number;
  readonly label: string;
  /** Scrolls with them, above them. */
  readonly head?: ReactNode;
  /** Without room between them. */
  readonly isDense?: boolean;
  readonly children: (item: T, index: number) => ReactNode;
}

/** Beyond those in sight, so that what is scrolled to is there already. */
const OVERSCAN = 4;

export function LazyList<T>(props: LazyListProps<T>): ReactNode {
  const { items, keyOf, height, label, head, isDense = false, children } = props;
  const scrollRef = useRef<HTMLDivElement>(null);
  const listRef = useRef<HTMLOListElement>(null);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const kept = useMemo(
    () => (touched.size === 0 ? [] : items.flatMap((item, index) => (touched.has(keyOf(item)) ? [index] : []))),
    [items, keyOf, touched],
  );
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => height,
    getItemKey: (index) => keyOf(items[index]!),
    overscan: OVERSCAN,
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), ...kept])].toSorted((first, second) => first - second),
    scrollMargin: listRef.current?.offsetTop ?? 0,
  });
  return (
    <div ref={scrollRef} className={styles.scroll} data-scrolls tabIndex={0} role="region" aria-label={label}>
      <div className={styles.page}>
        {head}
        <ol ref={listRef} className={styles.list} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start, key }) => (
            <li
              key={key}
              ref={rows.measureElement}
              data-index={index}
              onClickCapture={() => setTouched((now) => now.union(new Set([keyOf(items[index]!)])))}
              className={isDense ? styles.dense : styles.item}
              style={{ transform: `translateY(${start - rows.options.scrollMargin}px)` }}
              aria-posinset={index + 1}
              aria-setsize={items.length}
            >
              {children(items[index]!, index)}
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}
