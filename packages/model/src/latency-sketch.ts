/**
 * Durations, counted in buckets whose bounds grow by a constant factor, so that every percentile is known within 1 %.
 * Sketches of parts add up to exactly the sketch of the whole, and a part can be taken out again. After DDSketch:
 * Masson, Rim, Lee, https://www.vldb.org/pvldb/vol12/p2195-masson.pdf
 */

/** How far a percentile may be from the duration it stands for, as a part of it. */
export const LATENCY_ERROR = 0.01;

const GROWTH = (1 + LATENCY_ERROR) / (1 - LATENCY_ERROR);
const LOG_GROWTH = Math.log(GROWTH);

/** Of durations of less than a nanosecond, which are none, or a clock that went back. */
const NOTHING = -1;

/** Bucket and count in turn: nanoseconds go to `ceil(log(ns) / log(growth))`. */
export type SketchJson = readonly number[];

export class LatencySketch {
  readonly #counts: Map<number, number> = new Map();
  #total: number = 0;

  static fromJson(json: SketchJson): LatencySketch {
    const sketch = new LatencySketch();
    for (let index = 0; index < json.length; index += 2) sketch.#count(json[index]!, json[index + 1]!);
    return sketch;
  }

  /** By bucket, so that equal sketches are equal texts. */
  toJson(): SketchJson {
    return [...this.#counts].toSorted(([a], [b]) => a - b).flat();
  }

  get total(): number {
    return this.#total;
  }

  add(durationNs: bigint): void {
    this.#count(bucketOf(durationNs), 1);
  }

  merge(other: LatencySketch): void {
    for (const [bucket, count] of other.#counts) this.#count(bucket, count);
  }

  /** @param other of durations that are in this one */
  subtract(other: LatencySketch): void {
    for (const [bucket, count] of other.#counts) this.#count(bucket, -count);
  }

  /** The duration that this part of all durations does not exceed; undefined without any. @param part from 0 to 1 */
  percentile(part: number): bigint | undefined {
    if (this.#total === 0) return undefined;
    let left = Math.floor(part * (this.#total - 1));
    const buckets = [...this.#counts].toSorted(([a], [b]) => a - b);
    const found = buckets.find(([, count]) => (left -= count) < 0) ?? buckets.at(-1)!;
    return middleOf(found[0]);
  }

  #count(bucket: number, count: number): void {
    const sum = (this.#counts.get(bucket) ?? 0) + count;
    if (sum === 0) this.#counts.delete(bucket);
    else this.#counts.set(bucket, sum);
    this.#total += count;
  }
}

function bucketOf(durationNs: bigint): number {
  return durationNs < 1n ? NOTHING : Math.ceil(Math.log(Number(durationNs)) / LOG_GROWTH);
}

/** As far from the one bound of the bucket as from the other, each in proportion. */
function middleOf(bucket: number): bigint {
  return bucket === NOTHING ? 0n : BigInt(Math.round((2 * GROWTH ** bucket) / (GROWTH + 1)));
}
