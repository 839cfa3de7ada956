/** Money for people: as many digits as tell amounts apart at a glance. The exact value belongs beside it, on hover. */

/** By the digits behind the point. To make one takes longer than to draw a row of a list. */
const numbers: Intl.NumberFormat[] = [];

/**
 * `$0`, `$0.00029`, `$0.012`, `$1.23`, `$1,234`; `$0.012+` where calls without a known price come on top.
 * @param usd null where no call has a known price
 */
export function formatMoney(usd: number | null, unpricedCalls = 0): string {
  if (usd === null) return "no price";
  return unpricedCalls > 0 ? `${toAmount(usd)}+` : toAmount(usd);
}

function toAmount(usd: number): string {
  const magnitude = Math.abs(usd);
  if (magnitude === 0) return "$0";
  if (magnitude >= 1_000) return toDollars(usd, 0);
  if (magnitude >= 0.995) return toDollars(usd, 2);
  // Two digits that count, but never more than the six that are exact.
  const digits = Math.min(6, Math.max(2, 1 - Math.floor(Math.log10(magnitude))));
  return magnitude < 0.0000005 ? "<$0.000001" : toDollars(usd, digits);
}

/** To the last digit that is known: `$0.000295`. */
export function formatExactMoney(usd: number | null, unpricedCalls = 0): string {
  const calls = unpricedCalls === 1 ? "1 call has no known price" : `${unpricedCalls} calls have no known price`;
  if (usd === null) return calls;
  return unpricedCalls === 0 ? toDollars(usd, 6) : `${toDollars(usd, 6)}; ${calls}`;
}

function toDollars(usd: number, digits: number): string {
  const number = (numbers[digits] ??= new Intl.NumberFormat("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }));
  return `${usd < 0 ? "−" : ""}$${number.format(Math.abs(usd))}`;
}
