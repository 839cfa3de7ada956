/** Counts and sizes for people. */

/** `0`, `999`, `2.4k`, `36k`, `1.2M`. */
export function formatCount(count: number): string {
  return toShort(count, [
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ]);
}

/** To make one takes longer than to draw a row of a list. */
const whole = new Intl.NumberFormat("en-US");

/** `2,436` */
export function formatExactCount(count: number): string {
  return whole.format(count);
}

/** `812 B`, `1.3 kB`, `1.0 MB`. */
export function formatBytes(bytes: number): string {
  const text = toShort(bytes, [
    [1e9, " GB"],
    [1e6, " MB"],
    [1e3, " kB"],
  ]);
  return bytes < 999.5 ? `${text} B` : text;
}

/** `1 call`, `2 calls`. */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatExactCount(count)} ${count === 1 ? one : many}`;
}

/** `1,000+ calls`, where there are at least so many. */
export function formatAtLeast(count: number, one: string): string {
  return `${formatExactCount(count)}+ ${one}s`;
}

/** `12%`, `0.4%`. @param share from 0 to 1 */
export function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent !== 0 && percent < 9.95 ? percent.toFixed(1) : Math.round(percent)}%`;
}

function toShort(value: number, units: readonly (readonly [number, string])[]): string {
  for (const [size, name] of units) {
    if (value < size * 0.9995) continue;
    const scaled = value / size;
    return `${scaled < 9.95 ? scaled.toFixed(1) : whole.format(Math.round(scaled))}${name}`;
  }
  return String(Math.round(value));
}
