/** Versions of rows with the same key, of which ClickHouse keeps the highest. */

const MIDDLE = 1n << 62n;

/** Of rows that are added, the one that came first counts. */
export function firstCounts(sequence: number): string {
  return String(MIDDLE - BigInt(sequence));
}

/** A row that replaces others goes before all that are added, and of several of them the last one counts. */
export function lastCounts(sequence: number): string {
  return String(MIDDLE + BigInt(sequence));
}
