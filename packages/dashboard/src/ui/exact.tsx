/** A number formatted for people, with its exact value on hover. */
import type { ReactNode } from "react";
import { formatCount, formatExactCount } from "../format/count.ts";
import { formatDuration, formatExactDuration } from "../format/duration.ts";
import { formatExactMoney, formatMoney } from "../format/money.ts";

export function Exact({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <span className="number" title={title}>
      {children}
    </span>
  );
}

/** @param usd null where no call has a known price */
export function Money({ usd, unpriced = 0 }: { usd: number | null; unpriced?: number }): ReactNode {
  return <Exact title={formatExactMoney(usd, unpriced)}>{formatMoney(usd, unpriced)}</Exact>;
}

export function Duration({ ms }: { ms: number }): ReactNode {
  return <Exact title={formatExactDuration(ms)}>{formatDuration(ms)}</Exact>;
}

export function Count({ value, unit = "" }: { value: number; unit?: string }): ReactNode {
  return <Exact title={`${formatExactCount(value)}${unit && ` ${unit}`}`}>{formatCount(value)}</Exact>;
}
