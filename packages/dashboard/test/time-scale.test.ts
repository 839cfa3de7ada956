/** Where things are in the visible part of a session's time. */
import { pan, placeOf, ticksOf, zoom } from "../src/session/timeline/time-scale.ts";

const whole = { startMs: 1_000, endMs: 2_000 };

it("places bars as shares of the view, cut at its edges", () => {
  expect(placeOf({ startMs: 1_250, endMs: 1_500 }, whole)).toEqual({ left: 0.25, width: 0.25 });
  expect(placeOf({ startMs: 0, endMs: 1_500 }, whole)).toEqual({ left: 0, width: 0.5 });
  expect(placeOf({ startMs: 1_900, endMs: 9_000 }, whole)).toMatchObject({ left: 0.9 });
  expect(placeOf({ startMs: 2_001, endMs: 2_002 }, whole)).toBeUndefined();
  expect(placeOf({ startMs: 1_500, endMs: 1_500 }, whole)).toEqual({ left: 0.5, width: 0 });
});

it("has ticks at round times since the start", () => {
  expect(ticksOf(whole, 1_000, 6).map(({ sinceMs }) => sinceMs)).toEqual([0, 200, 400, 600, 800, 1_000]);
  expect(ticksOf({ startMs: 1_250, endMs: 1_300 }, 1_000, 6).map(({ sinceMs }) => sinceMs)).toEqual([
    250, 260, 270, 280, 290, 300,
  ]);
  expect(ticksOf({ startMs: 0, endMs: 5_400_000 }, 0, 6).map(({ sinceMs }) => sinceMs / 60_000)).toEqual([
    0, 30, 60, 90,
  ]);
  expect(ticksOf({ startMs: 5, endMs: 5 }, 0, 6)).toEqual([]);
});

it("zooms about a point, and never beyond the whole", () => {
  expect(zoom(whole, 0.5, 0.5, whole)).toEqual({ startMs: 1_250, endMs: 1_750 });
  expect(zoom(whole, 0.5, 0, whole)).toEqual({ startMs: 1_000, endMs: 1_500 });
  expect(zoom({ startMs: 1_000, endMs: 1_500 }, 8, 0.5, whole)).toEqual(whole);
  const closest = Array.from({ length: 60 }).reduce<typeof whole>((view) => zoom(view, 0.5, 0.3, whole), whole);
  expect(closest.endMs - closest.startMs).toBeCloseTo(0.001, 9);
});

it("moves along the time until an edge", () => {
  expect(pan({ startMs: 1_200, endMs: 1_400 }, 100, whole)).toEqual({ startMs: 1_300, endMs: 1_500 });
  expect(pan({ startMs: 1_200, endMs: 1_400 }, 5_000, whole)).toEqual({ startMs: 1_800, endMs: 2_000 });
  expect(pan({ startMs: 1_200, endMs: 1_400 }, -5_000, whole)).toEqual({ startMs: 1_000, endMs: 1_200 });
});
