/** Draws a trace as a person would. */

export interface TreeSpan {
  readonly id: string;
  /** Undefined, null and empty: none. */
  readonly parentId?: string | null | undefined;
  /** The span's line. */
  readonly label: string;
}

/** @returns one line a span, sorted, indented below its parent; at the margin where the parent is not there */
export function drawTree(spans: readonly TreeSpan[]): string {
  const known = new Set(spans.map(({ id }) => id));
  const draw = (isChild: (span: TreeSpan) => boolean, indent: string): readonly string[] =>
    spans
      .filter(isChild)
      .map(({ id, label }) =>
        [`${indent}${label}`, ...draw(({ parentId }) => parentId === id, `${indent}  `)].join("\n"),
      )
      .toSorted();
  return draw(({ parentId }) => !known.has(parentId ?? ""), "").join("\n");
}
