/** Moments as clients write them: RFC 3339, with up to nine digits of a second. */

const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;
const NS_PER_MS = 1_000_000n;

export function isInstant(text: string): boolean {
  return parseInstant(text) !== undefined;
}

/** Nanoseconds since 1970; undefined for what is no moment, or lies before 1970. */
export function parseInstant(text: string): bigint | undefined {
  const [, seconds, fraction = "", zone] = INSTANT.exec(text.toUpperCase()) ?? [];
  const ms = seconds === undefined ? Number.NaN : Date.parse(`${seconds}${zone}`);
  return ms >= 0 ? BigInt(ms) * NS_PER_MS + BigInt(fraction.padEnd(9, "0")) : undefined;
}
