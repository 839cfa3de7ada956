/** The GenAI metrics on the meter provider that counts at the moment. */
import { createGenAiMetrics, type GenAiMetrics } from "./gen-ai-metrics.ts";
import type { MeterLike } from "./meter-like.ts";

/** What is needed of a provider of meters. One of `@opentelemetry/api` fits as it is. */
export interface MeterProviderLike {
  getMeter(name: string, version?: string): MeterLike;
}

export interface FollowOptions {
  /** The instrumentation scope. */
  readonly name: string;
  readonly version: string;
  /** The provider that counts now; asked for every call. */
  readonly provider: () => MeterProviderLike;
  /** The API's meter that records nothing, `createNoopMeter()`: its provider counts as none. */
  readonly noopMeter: MeterLike;
  /** Told of a provider whose meter cannot be had; it is not asked again. */
  readonly onFault: (fault: unknown) => void;
}

/** One set of instruments a meter, however many follow its provider. */
const metricsByMeter = new WeakMap<MeterLike, GenAiMetrics>();

/**
 * Gives a function that gives the metrics, or undefined while there is no provider. OpenTelemetry's API has no stand-in
 * for meters as it has for tracers: a meter that is taken before the application registers its provider records
 * nothing for ever. So each call asks anew, which is one comparison unless the provider has changed. Never throws.
 */
export function followMeterProvider({
  name,
  version,
  provider,
  noopMeter,
  onFault,
}: FollowOptions): () => GenAiMetrics | undefined {
  let known: MeterProviderLike | undefined;
  let current: GenAiMetrics | undefined;
  return () => {
    try {
      const now = provider();
      if (now === known) return current;
      // Before anything can fail: a provider that throws is asked once.
      known = now;
      current = undefined;
      const meter = now.getMeter(name, version);
      if (meter !== noopMeter) current = metricsOf(meter);
    } catch (fault) {
      onFault(fault);
    }
    return current;
  };
}

function metricsOf(meter: MeterLike): GenAiMetrics {
  const known = metricsByMeter.get(meter);
  if (known !== undefined) return known;
  const made = createGenAiMetrics(meter);
  metricsByMeter.set(meter, made);
  return made;
}
