/** When a receiver wants to be asked again. */

/** What it asks for beyond that is not believed. */
const MAX_RETRY_AFTER_MS = 5 * 60_000;

/**
 * Reads the header `Retry-After`: seconds or an HTTP date (https://www.rfc-editor.org/rfc/rfc9110#name-retry-after).
 * @param nowMs milliseconds since 1970
 * @returns milliseconds from now; undefined where it asks for no wait, or cannot be read
 */
export function readRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  const text = value?.trim() ?? "";
  // `Date.parse` takes much for a date, "-5" for one; an HTTP date begins with the day of the week.
  const isDate = /^[a-z]{3}/i.test(text);
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1_000 : isDate ? Date.parse(text) - nowMs : Number.NaN;
  return waitMs > 0 ? Math.min(waitMs, MAX_RETRY_AFTER_MS) : undefined;
}
