/**
 * Which span reported an error that the application will catch: an application that records the error as an event of
 * its session then tells of the same failure, not of another one. `@rootspan/sdk` reads what is written here.
 */

type Reports = WeakMap<object, { readonly traceId: string; readonly spanId: string }>;

const KEY = Symbol.for("rootspan.reported_errors");

export function reportError(error: unknown, { traceId, spanId }: { traceId: string; spanId: string }): void {
  if (typeof error !== "object" || error === null) return;
  const holder = globalThis as { [KEY]?: Reports };
  (holder[KEY] ??= new WeakMap()).set(error, { traceId, spanId });
}
