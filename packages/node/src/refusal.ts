/** What a receiver's answer means for spans that it did not take. */

export const PAYLOAD_TOO_LARGE = 413;

/** HTTP answers that pass: a wrong key or encoding may yet be mended, and a timeout or throttle passes. */
const TRANSIENT_CLIENT_ERRORS: ReadonlySet<number> = new Set([401, 403, 408, 415, 429]);

/** Whether no retry changes it. */
export function isForGood(status: number): boolean {
  return status >= 400 && status < 500 && !TRANSIENT_CLIENT_ERRORS.has(status);
}
