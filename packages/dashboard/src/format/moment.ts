/** Points in time for people, in the reader's own time zone. */

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const DAY = { month: "short", day: "numeric" } as const;
const MINUTE = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

const days = new Intl.DateTimeFormat("en-US", { ...DAY, year: "numeric" });
const times = new Intl.DateTimeFormat("en-US", { ...DAY, ...MINUTE });
const moments = new Intl.DateTimeFormat("en-US", {
  ...DAY,
  ...MINUTE,
  year: "numeric",
  second: "2-digit",
  fractionalSecondDigits: 3,
  timeZoneName: "short",
});

/** `just now`, `4 min ago`, `3 h ago`, `Nov 23, 21:35`, `Nov 23, 2025`. */
export function formatAgo(timeMs: number, nowMs: number): string {
  const ago = nowMs - timeMs;
  if (ago < -MINUTE_MS) return formatDay(timeMs, nowMs);
  if (ago < MINUTE_MS) return "just now";
  if (ago < HOUR_MS) return `${Math.floor(ago / MINUTE_MS)} min ago`;
  if (ago < DAY_MS) return `${Math.floor(ago / HOUR_MS)} h ago`;
  return formatDay(timeMs, nowMs);
}

/** `Nov 23, 2026, 21:35:13.432 GMT+1` */
export function formatMoment(timeMs: number): string {
  return moments.format(timeMs);
}

/** `Nov 23, 21:35` */
export function formatDayMinute(timeMs: number): string {
  return times.format(timeMs);
}

function formatDay(timeMs: number, nowMs: number): string {
  const time = new Date(timeMs);
  const isThisYear = time.getFullYear() === new Date(nowMs).getFullYear();
  return (isThisYear ? times : days).format(time);
}
