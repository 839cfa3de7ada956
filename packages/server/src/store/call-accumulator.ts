/** Sums over model calls that can grow and shrink. */
import {
  addCalls,
  type CallTally,
  LatencySketch,
  type ModelCall,
  NO_CALLS,
  type SketchJson,
  type Usage,
} from "@rootspan/model";
import type { CallSums } from "./session-analytics.ts";

interface AccumulatorJson {
  readonly failed: number;
  readonly tally: Omit<CallTally, "cost"> & { readonly cost: string };
  readonly latency: SketchJson;
}

export class CallAccumulator {
  #failed: number = 0;
  #tally: CallTally = NO_CALLS;
  readonly #latency: LatencySketch = new LatencySketch();

  static fromJson(text: string): CallAccumulator {
    const { failed, tally, latency } = JSON.parse(text) as AccumulatorJson;
    const accumulator = new CallAccumulator();
    accumulator.#failed = failed;
    accumulator.#tally = { ...tally, cost: BigInt(tally.cost) };
    accumulator.#latency.merge(LatencySketch.fromJson(latency));
    return accumulator;
  }

  toJson(): string {
    const { cost, ...tally } = this.#tally;
    const json: AccumulatorJson = {
      failed: this.#failed,
      tally: { ...tally, cost: cost.toString() },
      latency: this.#latency.toJson(),
    };
    return JSON.stringify(json);
  }

  get isEmpty(): boolean {
    return this.#tally.calls === 0;
  }

  add({ tally, failed, durationNs }: ModelCall): void {
    this.#failed += failed ? 1 : 0;
    this.#tally = addCalls(this.#tally, tally);
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
    const latency = calls === 0 ? undefined : { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) };
    return { calls, failedCalls: this.#failed, usage, cost, unpricedCalls, latency };
  }
}

function subtractCalls(from: CallTally, { calls, usage, cost, unpricedCalls }: CallTally): CallTally {
  const counts = Object.entries(usage) as [keyof Usage, number][];
  const negative = Object.fromEntries(counts.map(([name, count]) => [name, -count])) as Record<keyof Usage, number>;
  return addCalls(from, { calls: -calls, usage: negative, cost: -cost, unpricedCalls: -unpricedCalls });
}
