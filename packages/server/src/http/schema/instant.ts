/** Moments as clients write them: RFC 3339, with up to nine digits of a second. */

const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;
const NS_PER_MS = 1_000_000n;
/** In the year 2262: no store holds a later moment. */
const MAX_UNIX_NANO = 2n ** 63n - 1n;

export function isInstant(text: string): boolean {
  return parseInstant(text) !== undefined;
}

/** Nanoseconds since 1970, of 63 bits; undefined for what is no moment, or lies before 1970. */
export function parseInstant(text: string): bigint | undefined {
  const [, seconds, fraction = "", zone] = INSTANT.exec(text.toUpperCase()) ?? [];
  const ms = seconds === undefined ? Number.NaN : Date.parse(`${seconds}${zone}`);
  if (!(ms >= 0)) return undefined;
  const unixNano = BigInt(ms) * NS_PER_MS + BigInt(fraction.padEnd(9, "0"));
  return unixNano > MAX_UNIX_NANO ? MAX_UNIX_NANO : unixNano;
}
