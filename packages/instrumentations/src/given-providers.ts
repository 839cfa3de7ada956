/** Where spans, metrics and logs go of what is instrumented by itself, and not by an instrumentation. */
import { type MeterProvider, trace, type TracerProvider } from "@opentelemetry/api";
import { callHome } from "./call-home.ts";
import { type LoggerProviderLike, resolveLogger } from "./logger.ts";
import { type InferenceOptions, resolveMetrics, resolveOptions, type Tracing } from "./tracing.ts";
import { VERSION } from "./version.ts";

export interface ProviderOptions extends InferenceOptions {
  /** Default: that of `init()` of `rootspan` while it instruments, else the registered one. */
  readonly tracerProvider?: TracerProvider;
  /** Default: the registered one, also where it is registered later. */
  readonly meterProvider?: MeterProvider;
  /** Default: the registered one, also where it is registered later. */
  readonly loggerProvider?: LoggerProviderLike;
}

/** @returns what is right at the time of a call */
export function resolveProviders(name: string, options: ProviderOptions): () => Tracing {
  const metrics = resolveMetrics(name, VERSION, () => options.meterProvider);
  const logger = resolveLogger(name, VERSION, () => options.loggerProvider);
  const resolved = resolveOptions(options);
  return () => {
    const provider = options.tracerProvider ?? callHome()?.tracerProvider ?? trace;
    return { ...resolved, tracer: provider.getTracer(name, VERSION), metrics, logger };
  };
}
