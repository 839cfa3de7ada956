/** The visible part of a session's time, and where things are in it. */

export interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
}

export interface Tick {
  /** From the left edge, 0 to 1. */
  readonly at: number;
  /** Since the session's start. */
  readonly sinceMs: number;
}

/** A bar's place as shares of the width; undefined when it lies outside. */
export interface Place {
  readonly left: number;
  readonly width: number;
}

/** A view shows at least this: a microsecond, the finest that is told apart. */
const SHORTEST_MS = 0.001;

export function placeOf({ startMs, endMs }: TimeRange, view: TimeRange): Place | undefined {
  const length = view.endMs - view.startMs;
  if (endMs < view.startMs || startMs > view.endMs || length <= 0) return undefined;
  const left = Math.max(0, (startMs - view.startMs) / length);
  const right = Math.min(1, (endMs - view.startMs) / length);
  return { left, width: right - left };
}

/** At round times, at most so many. @param originMs the session's start */
export function ticksOf(view: TimeRange, originMs: number, most: number): readonly Tick[] {
  const length = view.endMs - view.startMs;
  if (length <= 0) return [];
  const step = roundStep(length / most);
  const ticks: Tick[] = [];
  const first = Math.ceil((view.startMs - originMs) / step - 1e-6);
  for (let index = first; index * step + originMs <= view.endMs && ticks.length <= most; index += 1) {
    ticks.push({ at: (index * step + originMs - view.startMs) / length, sinceMs: index * step || 0 });
  }
  return ticks;
}

/** Zooms about a point. @param factor below 1 shows less @param at where the point is, 0 to 1 */
export function zoom(view: TimeRange, factor: number, at: number, whole: TimeRange): TimeRange {
  const length = view.endMs - view.startMs;
  const wanted = Math.min(whole.endMs - whole.startMs, Math.max(SHORTEST_MS, length * factor));
  const pointMs = view.startMs + length * at;
  return within({ startMs: pointMs - wanted * at, endMs: pointMs + wanted * (1 - at) }, whole);
}

export function pan(view: TimeRange, byMs: number, whole: TimeRange): TimeRange {
  return within({ startMs: view.startMs + byMs, endMs: view.endMs + byMs }, whole);
}

/** Moved, not cut, so that it lies inside the whole. */
export function within(view: TimeRange, whole: TimeRange): TimeRange {
  const length = Math.min(view.endMs - view.startMs, whole.endMs - whole.startMs);
  const startMs = Math.min(Math.max(view.startMs, whole.startMs), whole.endMs - length);
  return { startMs, endMs: startMs + length };
}

/** 1, 2 or 5 times a power of ten, and what clocks have above a minute. */
function roundStep(atLeastMs: number): number {
  for (const step of [60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000]) {
    if (atLeastMs > 30_000 && step >= atLeastMs) return step;
  }
  const power = 10 ** Math.floor(Math.log10(atLeastMs));
  return [1, 2, 5].map((factor) => factor * power).find((step) => step >= atLeastMs * (1 - 1e-9)) ?? 10 * power;
}
