/** The OpenTelemetry instrumentation of LangChain and LangGraph: of `@langchain/core` 0.3 and 1.x, which runs both. */
import { createNoopMeter, type MeterProvider } from "@opentelemetry/api";
import {
  InstrumentationBase,
  type InstrumentationConfig,
  InstrumentationNodeModuleDefinition,
  InstrumentationNodeModuleFile,
} from "@opentelemetry/instrumentation";
import type { Adoptable } from "../adopt-loaded.ts";
import type { InBundles } from "../bundles.ts";
import { homeTracer } from "../call-home.ts";
import { reportFault } from "../fault.ts";
import type { CallObserver, Method } from "../patched-method.ts";
import {
  type InferenceOptions,
  type ResolvedOptions,
  resolveMetrics,
  resolveOptions,
  type Tracing,
} from "../tracing.ts";
import { VERSION } from "../version.ts";
import { BINDINGS, FILES } from "./library.ts";
import { observerOf } from "./observe.ts";
import { patchExports, unpatchExports } from "./patch.ts";

export const INSTRUMENTATION_NAME = "@rootspan/instrumentations/langchain";

const PACKAGE_NAME = "@langchain/core";
const SUPPORTED_VERSIONS = [">=0.3.0 <2"];

export interface LangChainInstrumentationConfig extends InstrumentationConfig, InferenceOptions {}

/**
 * Each run of a model, chain, tool, retriever, agent or graph becomes a span, and is active while the component's code
 * runs; the library's behaviour stays as it is. `enable` and `disable` work at any time.
 */
export class LangChainInstrumentation
  extends InstrumentationBase<LangChainInstrumentationConfig>
  implements CallObserver, Adoptable
{
  // Without initialisers: the base class's constructor already sets the options.
  declare private options: ResolvedOptions;
  declare private tracing: Tracing | undefined;
  private meterProvider: MeterProvider | undefined;
  private readonly observers = new Map<string, ReturnType<typeof observerOf>>();
  private readonly metrics = resolveMetrics(INSTRUMENTATION_NAME, VERSION, () => this.meterProvider);

  constructor(config: LangChainInstrumentationConfig = {}) {
    super(INSTRUMENTATION_NAME, VERSION, config);
  }

  override setConfig(config: LangChainInstrumentationConfig = {}): void {
    super.setConfig(config);
    this.options = resolveOptions(config);
    this.tracing = undefined;
  }

  override setMeterProvider(provider: MeterProvider): void {
    super.setMeterProvider(provider);
    // Where the application has registered none yet, `registerInstrumentations` passes on the API's, which records
    // nothing: that must not hide the one that comes later.
    this.meterProvider = this.meter === createNoopMeter() ? undefined : provider;
  }

  get packageName(): string {
    return PACKAGE_NAME;
  }

  get inBundles(): InBundles {
    return {
      // The names of a property and of a symbol.
      marks: [/lc_prefer_streamin[g]/, /lc:child_confi[g]/],
      byHand: "init({ instrument: { langchain: [manager, runnables, …] } }), see docs/guide/langchain.md",
    };
  }

  get esmFiles(): readonly string[] {
    return FILES.map((file) => `${file}.js`);
  }

  get needsEachFile(): boolean {
    return true;
  }

  get esmPreludes(): readonly string[] {
    return [];
  }

  get commonJsFiles(): readonly string[] {
    return FILES.map((file) => `${file}.cjs`);
  }

  get bindings(): readonly string[] {
    return BINDINGS;
  }

  supportsVersion(version: string): boolean {
    return /^(?:0\.3|1)\./.test(version);
  }

  canLoadEarly(): boolean {
    return true;
  }

  /**
   * Patches the classes in what modules of `@langchain/core` export, or in a list of such. False when there are none.
   * Patching again changes nothing.
   */
  patchModule(moduleExports: unknown): boolean {
    try {
      return patchExports(moduleExports, this);
    } catch (fault) {
      reportFault("patching @langchain/core", fault);
      return false;
    }
  }

  unpatch(moduleExports: unknown): void {
    try {
      unpatchExports(moduleExports, this);
    } catch (fault) {
      reportFault("unpatching @langchain/core", fault);
    }
  }

  /** @internal */
  observe(id: string, method: Method, receiver: object, args: unknown[]): unknown {
    // The tracer can change (setTracerProvider), the options too (setConfig).
    const tracer = homeTracer(INSTRUMENTATION_NAME, VERSION) ?? this.tracer;
    if (this.tracing?.tracer !== tracer) this.tracing = { ...this.options, tracer, metrics: this.metrics };
    let known = this.observers.get(id);
    if (known === undefined) this.observers.set(id, (known = observerOf(id)));
    return known.observe({ tracing: this.tracing, observer: this, name: known.name, method, receiver, args });
  }

  protected override init(): InstrumentationNodeModuleDefinition[] {
    const patch = <Exports>(moduleExports: Exports): Exports => {
      this.patchModule(moduleExports);
      return moduleExports;
    };
    // Disabling only lets calls pass: a wrapper that someone else put around ours stays intact.
    const pass = (): void => undefined;
    const files = FILES.map(
      (file) => new InstrumentationNodeModuleFile(`${PACKAGE_NAME}/${file}.cjs`, SUPPORTED_VERSIONS, patch, pass),
    );
    return [new InstrumentationNodeModuleDefinition(PACKAGE_NAME, SUPPORTED_VERSIONS, undefined, undefined, files)];
  }
}
