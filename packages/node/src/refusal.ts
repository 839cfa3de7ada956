/** What a receiver's answer means for spans that it did not take. */

export const PAYLOAD_TOO_LARGE = 413;

/** HTTP answers to a key that is wrong, or not wrong any more: another one may come. */
export const KEY_REFUSALS: ReadonlySet<number> = new Set([401, 403]);

/** HTTP answers that pass: a wrong encoding may yet be mended, and a timeout or throttle passes. */
const TRANSIENT_CLIENT_ERRORS: ReadonlySet<number> = new Set([...KEY_REFUSALS, 408, 415, 429]);

/** HTTP answers to what is in the request: without one of its spans, or with fewer of them, it may be taken. */
const BAD_CONTENT: ReadonlySet<number> = new Set([400, PAYLOAD_TOO_LARGE, 422]);

/** Whether no retry changes it. */
export function isForGood(status: number): boolean {
  return status >= 400 && status < 500 && !TRANSIENT_CLIENT_ERRORS.has(status);
}

/** Whether a part of the same spans may be taken. */
export function isOfContent(status: number): boolean {
  return BAD_CONTENT.has(status);
}
