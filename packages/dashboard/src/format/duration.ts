/** Durations for people. */

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const toMicroseconds = new Intl.NumberFormat("en-US", { maximumFractionDigits: 3 });

/** `0 ms`, `0.4 ms`, `98 ms`, `1.24 s`, `59.0 s`, `1m 02s`, `1h 05m`, `3d 4h`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms === 0) return "0 ms";
  if (ms < 1) return ms < 0.001 ? "<1 µs" : `${Math.round(ms * 1_000)} µs`;
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_995) return `${(ms / 1_000).toFixed(2)} s`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < HOUR_MS - 500) return pair(Math.round(ms / 1_000), 60, "m", "s");
  if (ms < DAY_MS - 30_000) return pair(Math.round(ms / MINUTE_MS), 60, "h", "m");
  return pair(Math.round(ms / HOUR_MS), 24, "d", "h");
}

/** `98.001 ms`: to the microsecond. */
export function formatExactDuration(ms: number): string {
  return `${toMicroseconds.format(ms)} ms`;
}

function pair(units: number, base: number, large: string, small: string): string {
  return `${Math.floor(units / base)}${large} ${String(units % base).padStart(2, "0")}${small}`;
}
