/**
 * Which span reported an error that travels on: whoever meets the same error further out, in a wrapper or as an event
 * that the application records, then tells of the same failure and not of another one. One map a process, however
 * many copies of this package it loads.
 */

export interface SpanIds {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
}

const KEY = Symbol.for("rootspan.reported_errors");
const holder = globalThis as { [KEY]?: WeakMap<object, SpanIds> };

/** The span nearest to where it was thrown stays. */
export function reportError(error: unknown, { traceId, spanId }: SpanIds): void {
  if (typeof error !== "object" || error === null) return;
  const reports = (holder[KEY] ??= new WeakMap());
  if (!reports.has(error)) reports.set(error, { traceId, spanId });
}

/** The span whose failure the error is; undefined when no span is known to have failed by it. */
export function spanThatReported(error: unknown): SpanIds | undefined {
  return typeof error === "object" && error !== null ? holder[KEY]?.get(error) : undefined;
}
