/**
 * Money as whole picodollars (10⁻¹² USD), so that sums are exact in any order and any grouping.
 * The cheapest listed token costs tens of thousands of picodollars.
 */
export type Picodollars = bigint;

const PICO_PER_USD = 1_000_000_000_000;
const PICO_PER_MICRO = 1_000_000n;

/** The nearest whole number of picodollars. @throws RangeError when the amount is not finite. */
export function toPicodollars(usd: number): Picodollars {
  if (!Number.isFinite(usd)) throw new RangeError(`an amount of money must be finite, got ${usd}`);
  return BigInt(Math.round(usd * PICO_PER_USD));
}

/** The nearest double, in USD. */
export function toUsd(amount: Picodollars): number {
  return Number(amount) / PICO_PER_USD;
}

/**
 * USD as text with six decimals, halves rounded away from zero: `0.004213`. Nothing at all is `0.00`.
 * This is how AgentOps prints costs.
 */
export function formatUsd(amount: Picodollars): string {
  if (amount === 0n) return "0.00";
  const magnitude = amount < 0n ? -amount : amount;
  const micros = (magnitude + PICO_PER_MICRO / 2n) / PICO_PER_MICRO;
  const digits = micros.toString().padStart(7, "0");
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
