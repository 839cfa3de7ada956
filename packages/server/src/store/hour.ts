/** Hours since 1970, by which sums are kept. */
const HOUR_NS = 3_600_000_000_000n;

export const HOUR_MS = 3_600_000;

export function hourOf(unixNano: bigint): number {
  return Number(unixNano / HOUR_NS);
}
