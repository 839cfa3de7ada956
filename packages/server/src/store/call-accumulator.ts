/** Sums over model calls that can grow and shrink. */
import {
  addCalls,
  type CallTally,
  LatencySketch,
  type ModelCall,
  NO_CALLS,
  NO_USAGE,
  type SketchJson,
  type Usage,
} from "@rootspan/model";
import type { CallSums } from "./session-analytics.ts";

/** Counts that are 0 are left out. */
export interface AccumulatorJson {
  readonly failed: number;
  readonly calls: number;
  readonly usage: Partial<Usage>;
  readonly cost: string;
  readonly unpricedCalls: number;
  readonly latency: SketchJson;
}

export class CallAccumulator {
  #failed: number = 0;
  #tally: CallTally = NO_CALLS;
  readonly #latency: LatencySketch = new LatencySketch();

  static fromJson(text: string): CallAccumulator {
    return CallAccumulator.fromObject(JSON.parse(text) as AccumulatorJson);
  }

  static fromObject({ failed, calls, usage, cost, unpricedCalls, latency }: AccumulatorJson): CallAccumulator {
    const accumulator = new CallAccumulator();
    accumulator.#failed = failed;
    accumulator.#tally = { calls, usage: { ...NO_USAGE, ...usage }, cost: BigInt(cost), unpricedCalls };
    accumulator.#latency.merge(LatencySketch.fromJson(latency));
    return accumulator;
  }

  toJson(): string {
    return JSON.stringify(this.toObject());
  }

  toObject(): AccumulatorJson {
    const { calls, usage, cost, unpricedCalls } = this.#tally;
    return {
      failed: this.#failed,
      calls,
      usage: Object.fromEntries(Object.entries(usage).filter(([, count]) => count !== 0)),
      cost: cost.toString(),
      unpricedCalls,
      latency: this.#latency.toJson(),
    };
  }

  get isEmpty(): boolean {
    const { calls, usage, cost, unpricedCalls } = this.#tally;
    return calls === 0 && cost === 0n && unpricedCalls === 0 && Object.values(usage).every((count) => count === 0);
  }

  add({ tally, failed, durationNs }: ModelCall): void {
    this.#tally = addCalls(this.#tally, tally);
    // What only fetches the answer of a call is none, and tells nothing of how long it took.
    if (tally.calls === 0) return;
    this.#failed += failed ? 1 : 0;
    this.#latency.add(durationNs);
  }

  merge(other: CallAccumulator): void {
    this.#failed += other.#failed;
    this.#tally = addCalls(this.#tally, other.#tally);
    this.#latency.merge(other.#latency);
  }

  /** @param other of calls that are in this one */
  subtract(other: CallAccumulator): void {
    this.#failed -= other.#failed;
    this.#tally = subtractCalls(this.#tally, other.#tally);
    this.#latency.subtract(other.#latency);
  }

  toSums(): CallSums {
    const { calls, usage, cost, unpricedCalls } = this.#tally;
    const at = (part: number): bigint => this.#latency.percentile(part) ?? 0n;
    const latency =
      this.#latency.total === 0 ? undefined : { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) };
    return { calls, failedCalls: this.#failed, usage, cost, unpricedCalls, latency };
  }
}

function subtractCalls(from: CallTally, { calls, usage, cost, unpricedCalls }: CallTally): CallTally {
  const counts = Object.entries(usage) as [keyof Usage, number][];
  const negative = Object.fromEntries(counts.map(([name, count]) => [name, -count])) as Record<keyof Usage, number>;
  return addCalls(from, { calls: -calls, usage: negative, cost: -cost, unpricedCalls: -unpricedCalls });
}
