/** Metrics as an application's own meter provider gets them, and what points are expected to look like. */
import {
  AggregationTemporality,
  type DataPoint,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { VERSION } from "../../src/version.ts";

const SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const TOKENS = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

export interface Metrics {
  readonly provider: MeterProvider;
  /** By name, without what all names begin with. */
  readonly points: () => Promise<Readonly<Record<string, readonly Point[]>>>;
}

type Point = Partial<Pick<Histogram, "count" | "sum">>;

const open: MeterProvider[] = [];

export async function closeMetrics(): Promise<void> {
  await Promise.all(open.splice(0).map((provider) => provider.shutdown()));
}

/** @param name of the instrumentation that measures, and nobody else */
export function recordMetrics(name = "@rootspan/instrumentations/openai"): Metrics {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 31 - 1 });
  const provider = new MeterProvider({ readers: [reader] });
  open.push(provider);
  return {
    provider,
    async points() {
      exporter.reset();
      await provider.forceFlush();
      const scopes = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
      for (const { scope } of scopes) expect(scope).toMatchObject({ name, version: VERSION });
      return Object.fromEntries(
        scopes.flatMap(({ metrics }) =>
          metrics.map(({ descriptor, dataPoints }) => [
            descriptor.name.replace("gen_ai.client.inference.", ""),
            (dataPoints as DataPoint<number | Histogram>[]).map(toPoint),
          ]),
        ),
      );
    },
  };
}

/** Without the least and the greatest value of a histogram. */
function toPoint({ attributes, value }: DataPoint<number | Histogram>): Point {
  if (typeof value === "number") return { attributes, value } as Point;
  const { count, sum, buckets } = value;
  return { attributes, count, sum, buckets } as Point;
}

/** A point of a histogram of seconds, whatever they are. */
export function times(count: number, attributes: object): object {
  const buckets = { boundaries: SECONDS, counts: expect.any(Array) };
  return { count, sum: expect.any(Number), buckets, attributes };
}

/** The point of a histogram of tokens that one call made. */
export function tokens(sum: number, attributes: object): object {
  const counts = [...TOKENS.map(() => 0), 0];
  counts[TOKENS.findIndex((boundary) => sum <= boundary)] = 1;
  return { count: 1, sum, buckets: { boundaries: TOKENS, counts }, attributes };
}

export function used(value: number, attributes: object, modality = "unknown"): object {
  return { value, attributes: { ...attributes, "gen_ai.token.modality": modality } };
}

/** The five counters of a call that used nothing but these. */
export function usage(input: number, output: number, attributes: object): object {
  const none = [used(0, attributes)];
  return {
    "usage.input_tokens": [used(input, attributes)],
    "usage.output_tokens": [used(output, attributes)],
    "usage.cache_read.input_tokens": none,
    "usage.cache_write.input_tokens": none,
    "usage.reasoning.output_tokens": none,
  };
}
