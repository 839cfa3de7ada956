/** The spans that reported errors already; `@rootspan/instrumentations` and everybody who likes write to this map. */
import type { RecordedEvent } from "./session-event.ts";

const KEY = Symbol.for("rootspan.reported_errors");

/** The span whose failure the error is; undefined when no span is known to have failed by it. */
export function spanThatReported(error: unknown): RecordedEvent | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  return (globalThis as { [KEY]?: WeakMap<object, RecordedEvent> })[KEY]?.get(error);
}
