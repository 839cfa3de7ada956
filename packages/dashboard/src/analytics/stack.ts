/** Series as a chart stacks them: each drawn from the ground up, the tallest first, so that those before it cover it. */

export interface Series {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** The same series, each with what lies below it added. */
export function stack(series: readonly Series[]): readonly Series[] {
  let below: readonly number[] = [];
  return series.map(({ label, values }) => {
    below = values.map((value, index) => (value ?? 0) + (below[index] ?? 0));
    return { label, values: below };
  });
}

/** The largest by their sum, and all others as one. */
export function largest(series: readonly Series[], most: number, others: string): readonly Series[] {
  const sorted = series.toSorted((a, b) => sumOf(b) - sumOf(a)).filter((each) => sumOf(each) > 0);
  if (sorted.length <= most) return sorted;
  const rest = sorted.slice(most - 1);
  const values = rest[0]!.values.map((_, index) => rest.reduce((sum, each) => sum + (each.values[index] ?? 0), 0));
  return [...sorted.slice(0, most - 1), { label: others, values }];
}

function sumOf({ values }: Series): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}
