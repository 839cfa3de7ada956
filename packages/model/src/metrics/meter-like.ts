/** What is needed of a meter. One of `@opentelemetry/api` fits as it is; this package depends on no OpenTelemetry. */

export type MetricAttributes = Record<string, string | number>;

export interface InstrumentOptions {
  readonly description: string;
  /** UCUM. */
  readonly unit: string;
  /** OpenTelemetry's `ValueType`: 0 for whole numbers, 1 for any. */
  readonly valueType: 0 | 1;
  readonly advice?: { readonly explicitBucketBoundaries: number[] };
}

export interface CounterLike {
  /** `context` is an OpenTelemetry context: views may read baggage from it. */
  add(value: number, attributes: MetricAttributes, context?: unknown): void;
}

export interface HistogramLike {
  /** `context` is an OpenTelemetry context: views may read baggage from it. */
  record(value: number, attributes: MetricAttributes, context?: unknown): void;
}

export interface MeterLike {
  createCounter(name: string, options: InstrumentOptions): CounterLike;
  createHistogram(name: string, options: InstrumentOptions): HistogramLike;
}
