/** The OpenTelemetry instrumentation of LangChain and LangGraph: of `@langchain/core` 0.3 and 1.x, which runs both. */
import { InstrumentationNodeModuleDefinition, InstrumentationNodeModuleFile } from "@opentelemetry/instrumentation";
import type { Adoptable } from "../adoptable.ts";
import type { InBundles } from "../bundles.ts";
import { reportFault } from "../fault.ts";
import { InferenceInstrumentation, type InferenceInstrumentationConfig } from "../inference-instrumentation.ts";
import type { CallObserver, Method } from "../patched-method.ts";
import { BINDINGS, FILES } from "./library.ts";
import { observerOf } from "./observe.ts";
import { patchExports, unpatchExports } from "./patch.ts";

export const INSTRUMENTATION_NAME = "@rootspan/instrumentations/langchain";

const PACKAGE_NAME = "@langchain/core";
const SUPPORTED_VERSIONS = [">=0.3.0 <2"];

export type LangChainInstrumentationConfig = InferenceInstrumentationConfig;

/**
 * Each run of a model, chain, tool, retriever, agent or graph becomes a span, and is active while the component's code
 * runs; the library's behaviour stays as it is. `enable` and `disable` work at any time.
 */
export class LangChainInstrumentation
  extends InferenceInstrumentation<LangChainInstrumentationConfig>
  implements CallObserver, Adoptable
{
  private readonly observers = new Map<string, ReturnType<typeof observerOf>>();

  constructor(config: LangChainInstrumentationConfig = {}) {
    super(INSTRUMENTATION_NAME, config);
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
    let known = this.observers.get(id);
    if (known === undefined) this.observers.set(id, (known = observerOf(id)));
    return known.observe({ tracing: this.currentTracing(), observer: this, name: known.name, method, receiver, args });
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
