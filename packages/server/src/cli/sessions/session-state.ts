/** A session's state as people read it. */
import type { SessionItem } from "@rootspan/model/rest";
import type { Colour } from "../output/colour.ts";

export function stateOf({ running, end_state }: Pick<SessionItem, "running" | "end_state">): string {
  return running ? "Running" : (end_state ?? "Indeterminate");
}

const COLOURS: Readonly<Record<string, Colour>> = {
  Running: "cyan",
  Success: "green",
  Failure: "red",
  Indeterminate: "yellow",
};

export function colourOf(session: Pick<SessionItem, "running" | "end_state">): Colour | undefined {
  return COLOURS[stateOf(session)];
}

/** `$0.004213`; what is not priced is said. */
export function costOf({
  cost,
  cost_usd,
  unpriced_calls,
}: Pick<SessionItem, "cost" | "cost_usd" | "unpriced_calls">): string {
  if (cost === null) return "unpriced";
  return `$${cost_usd}${unpriced_calls > 0 ? "+" : ""}`;
}

/** `2026-01-31 09:00:00` in the time of this machine. */
export function localTime(timestamp: string): string {
  const time = new Date(timestamp);
  const two = (number: number): string => String(number).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

const AGE_UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
] as const;

/** How long ago, in the largest unit: `5m`, `3d`. */
export function ageOf(timestamp: string): string {
  const ms = Math.max(0, Date.now() - Date.parse(timestamp));
  const [unit, size] = AGE_UNITS.find(([, size]) => ms >= size) ?? ["s", 1_000];
  return `${Math.floor(ms / size)}${unit}`;
}
