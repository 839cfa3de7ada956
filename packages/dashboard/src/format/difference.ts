/** How a second number differs from a first, for people. */

export interface NumberDifference {
  /** `+12%`, `−3`, `3.4×`. */
  readonly text: string;
  readonly sign: -1 | 0 | 1;
}

/** Beyond it a factor is read more easily than per cent. */
const FACTOR = 3;

/** @param format of the difference, where the first number is 0 */
export function differenceOf(a: number, b: number, format: (value: number) => string): NumberDifference {
  if (a === b) return { text: "same", sign: 0 };
  const sign = b > a ? 1 : -1;
  if (a === 0 || b === 0) return { text: `${sign > 0 ? "+" : "−"}${format(Math.abs(b - a))}`, sign };
  const factor = b / a;
  if (factor >= FACTOR) return { text: `${factor.toFixed(factor < 9.95 ? 1 : 0)}×`, sign };
  const percent = Math.abs(factor - 1) * 100;
  const shown = percent < 0.1 ? "<0.1" : percent < 9.95 ? percent.toFixed(1) : Math.round(percent);
  return { text: `${sign > 0 ? "+" : "−"}${shown}%`, sign };
}
