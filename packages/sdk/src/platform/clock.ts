/** The only place that reads the clock. */

/** Milliseconds since 1970. */
export function nowMs(): number {
  return Date.now();
}

export function toUnixNano(ms: number): bigint {
  return BigInt(Math.round(ms * 1e6));
}
