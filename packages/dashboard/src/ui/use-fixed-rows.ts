/** Which rows of one height are in sight. */
import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback } from "react";

export interface FixedRows<T> {
  readonly items: readonly T[];
  /** The same function from one time to the next. */
  readonly keyOf: (item: T) => string;
  /** Pixels. */
  readonly height: number;
  /** Rows beyond those in sight that are ready before they are scrolled to. */
  readonly overscan: number;
  readonly scrollRef: RefObject<HTMLElement | null>;
  /** Pixels at the top that something covers. */
  readonly covered?: number;
}

export function useFixedRows<T>(rows: FixedRows<T>): Virtualizer<HTMLElement, Element> {
  const { items, keyOf, height, overscan, scrollRef, covered = 0 } = rows;
  // Another function would have the virtualiser place all rows anew, at every step.
  const estimateSize = useCallback(() => height, [height]);
  const getItemKey = useCallback(
    (index: number) => (index < items.length ? keyOf(items[index]!) : index),
    [items, keyOf],
  );
  return useVirtualizer<HTMLElement, Element>({
    count: items.length,
    getScrollElement: () => scrollRef.current,
    estimateSize,
    getItemKey,
    overscan,
    scrollPaddingStart: covered,
  });
}
