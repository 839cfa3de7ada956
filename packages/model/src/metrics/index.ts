/** The OpenTelemetry GenAI metrics, on any meter. */
export type { CounterLike, HistogramLike, InstrumentOptions, MeterLike, MetricAttributes } from "./meter-like.ts";
export {
  type AgentMeasurement,
  type CallMeasurement,
  createGenAiMetrics,
  type GenAiMetrics,
  type Measurement,
} from "./gen-ai-metrics.ts";
export { type FollowOptions, followMeterProvider, type MeterProviderLike } from "./follow-meter-provider.ts";
