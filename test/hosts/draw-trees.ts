/** Draws what exporters saw as a person would: a tree a trace, and at each span who has it and whose it is. */
import type { SeenSpan, Told } from "./combination.ts";

/** Sorted by name; `[host]`, or `[rootspan a]` for a span of session a; `priced` with its cost. */
export function drawTrees({ spans, sessions }: Pick<Told, "spans" | "sessions">): string {
  const names = new Map(Object.entries(sessions).map(([name, { id }]) => [id as unknown, name]));
  const keyOf = ({ traceId, spanId }: { traceId: string; spanId: string | undefined }): string =>
    `${traceId} ${spanId}`;
  const known = new Set(spans.map(keyOf));
  const parentOf = (span: SeenSpan): string => keyOf({ traceId: span.traceId, spanId: span.parentId });
  const label = (span: SeenSpan): string => {
    const marks = [
      span.exporter,
      ...(span.sessionId === undefined ? [] : [names.get(span.sessionId) ?? "unknown session"]),
      ...(span.costUsd === undefined ? [] : ["priced"]),
      ...(span.parentId === undefined || known.has(parentOf(span)) ? [] : ["parent missing"]),
    ];
    return `${span.name} [${marks.join(" ")}]`;
  };
  const draw = (span: SeenSpan, depth: number): string[] => [
    "  ".repeat(depth) + label(span),
    ...spans
      .filter((other) => other.parentId !== undefined && parentOf(other) === keyOf(span))
      .toSorted(byName)
      .flatMap((child) => draw(child, depth + 1)),
  ];
  return spans
    .filter((span) => span.parentId === undefined || !known.has(parentOf(span)))
    .toSorted(byName)
    .flatMap((root) => draw(root, 0))
    .join("\n");
}

function byName({ name: one }: SeenSpan, { name: other }: SeenSpan): number {
  return one < other ? -1 : Number(one > other);
}
