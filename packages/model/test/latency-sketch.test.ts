/** Sketches of latencies: how exact they are, and that parts add up to the whole. */
import fc from "fast-check";
import { LATENCY_ERROR, LatencySketch } from "../src/latency-sketch.ts";

/** From nothing to a year, each magnitude as likely as the next. */
const anyDuration = fc.tuple(fc.nat(54), fc.bigInt(0n, (1n << 54n) - 1n)).map(([bits, value]) => value >> BigInt(bits));

function sketchOf(durations: readonly bigint[]): LatencySketch {
  const sketch = new LatencySketch();
  for (const duration of durations) sketch.add(duration);
  return sketch;
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

it("every percentile is within the error of the duration that it stands for", () => {
  fc.assert(
    fc.property(
      fc.array(anyDuration, { minLength: 1, maxLength: 300 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (durations, part) => {
        const exact = durations.toSorted(compare)[Math.floor(part * (durations.length - 1))]!;
        const told = sketchOf(durations).percentile(part)!;
        // Half a nanosecond is lost where it is rounded.
        expect(Math.abs(Number(told - exact))).toBeLessThanOrEqual(Number(exact) * LATENCY_ERROR + 0.5);
      },
    ),
    { numRuns: 500 },
  );
});

it("sketches of parts are the sketch of the whole, in any grouping, also through JSON", () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyDuration)), (parts) => {
      const merged = new LatencySketch();
      for (const part of parts) {
        merged.merge(LatencySketch.fromJson(JSON.parse(JSON.stringify(sketchOf(part).toJson())) as number[]));
      }
      const whole = sketchOf(parts.flat());
      expect(merged.toJson()).toEqual(whole.toJson());
      expect(merged.total).toBe(whole.total);
    }),
  );
});

it("a part that is taken out leaves the sketch of the rest", () => {
  fc.assert(
    fc.property(fc.array(anyDuration), fc.array(anyDuration), (rest, part) => {
      const sketch = sketchOf([...rest, ...part]);
      sketch.subtract(sketchOf(part));
      expect(sketch.toJson()).toEqual(sketchOf(rest).toJson());
    }),
  );
});

it("nothing has no percentiles, and a clock that went back counts as no time", () => {
  expect(new LatencySketch().percentile(0.5)).toBeUndefined();
  expect(sketchOf([-5n, 0n]).percentile(0.99)).toBe(0n);
});

it("a sketch stays small whatever it counts", () => {
  const sketch = new LatencySketch();
  for (let bits = 0n; bits < 64n; bits += 1n)
    for (let step = 0n; step < 64n; step += 1n) sketch.add((1n << bits) + ((step << bits) >> 6n));
  expect(sketch.toJson().length).toBeLessThan(2 * 2_300);
});
