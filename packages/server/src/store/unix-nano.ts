/** Times of 64 unsigned bits in SQLite's integers of 64 signed bits. */

const MAX_INT64 = (1n << 63n) - 1n;

/** The time whose bits a signed integer has; exact for every time. */
export function fromSigned(stored: bigint): bigint {
  return BigInt.asUintN(64, stored);
}

/** In order; times after the year 2262 are all one. */
export function toSortable(unixNano: bigint): bigint {
  return unixNano > MAX_INT64 ? MAX_INT64 : unixNano;
}
