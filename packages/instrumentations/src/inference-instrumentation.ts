/** What the instrumentations of libraries that call models have in common: where spans, metrics and logs go. */
import { createNoopMeter, type MeterProvider } from "@opentelemetry/api";
import { InstrumentationBase, type InstrumentationConfig } from "@opentelemetry/instrumentation";
import { homeTracer } from "./call-home.ts";
import { isStandIn, type LoggerProviderLike, resolveLogger } from "./logger.ts";
import {
  type InferenceOptions,
  type ResolvedOptions,
  resolveMetrics,
  resolveOptions,
  type Tracing,
} from "./tracing.ts";
import { VERSION } from "./version.ts";

export interface InferenceInstrumentationConfig extends InstrumentationConfig, InferenceOptions {}

/** `enable` and `disable` work at any time. */
export abstract class InferenceInstrumentation<
  Config extends InferenceInstrumentationConfig,
> extends InstrumentationBase<Config> {
  // Without initialisers: the base class's constructor already sets the options.
  declare private options: ResolvedOptions;
  declare private tracing: Tracing | undefined;
  private meterProvider: MeterProvider | undefined;
  private loggerProvider: LoggerProviderLike | undefined;
  private readonly logs = resolveLogger(this.instrumentationName, VERSION, () => this.loggerProvider);
  private readonly metrics = resolveMetrics(this.instrumentationName, VERSION, () => this.meterProvider);

  constructor(name: string, config: Config) {
    super(name, VERSION, config);
  }

  override setConfig(config: Config): void {
    super.setConfig(config);
    this.options = resolveOptions(config);
    this.tracing = undefined;
  }

  override setLoggerProvider(
    provider: LoggerProviderLike & Parameters<InstrumentationBase["setLoggerProvider"]>[0],
  ): void {
    super.setLoggerProvider(provider);
    this.loggerProvider = isStandIn(provider) ? undefined : provider;
  }

  override setMeterProvider(provider: MeterProvider): void {
    super.setMeterProvider(provider);
    // Where the application has registered none yet, `registerInstrumentations` passes on the API's, which records
    // nothing: that must not hide the one that comes later.
    this.meterProvider = this.meter === createNoopMeter() ? undefined : provider;
  }

  /** The tracer can change (setTracerProvider), the options too (setConfig). */
  protected currentTracing(): Tracing {
    const tracer = homeTracer(this.instrumentationName, VERSION) ?? this.tracer;
    if (this.tracing?.tracer !== tracer) {
      this.tracing = { ...this.options, tracer, metrics: this.metrics, logger: this.logs };
    }
    return this.tracing;
  }
}
