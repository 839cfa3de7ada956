/** The OpenTelemetry instrumentation of the `openai` library, majors 4 to 7. */
import { InstrumentationNodeModuleDefinition, InstrumentationNodeModuleFile } from "@opentelemetry/instrumentation";
import type { Adoptable } from "../adoptable.ts";
import type { InBundles } from "../bundles.ts";
import { reportFault } from "../fault.ts";
import { InferenceInstrumentation, type InferenceInstrumentationConfig } from "../inference-instrumentation.ts";
import type { CallObserver, Method } from "../patched-method.ts";
import { findClass } from "./library.ts";
import { observeCall } from "./observe-call.ts";
import { patchClass, patchToolRunner, unpatchClass, unpatchToolRunner } from "./patch.ts";
import { createToolRunnerModule, findToolRunner } from "./responses-tool-runner.ts";
import {
  createEmitterModules,
  EMITTER_FILES,
  findEmitterClass,
  observeSocket,
  patchEmitterClass,
  type SocketObserver,
  unpatchEmitterClass,
} from "./socket-emitter.ts";

export const INSTRUMENTATION_NAME = "@rootspan/instrumentations/openai";

const SUPPORTED_VERSIONS = [">=4.0.0 <8"];

export type OpenAIInstrumentationConfig = InferenceInstrumentationConfig;

/**
 * Each model call becomes a span, and is measured where the application has a meter provider; the library's behaviour
 * stays as it is. `enable` and `disable` work at any time.
 */
export class OpenAIInstrumentation
  extends InferenceInstrumentation<OpenAIInstrumentationConfig>
  implements CallObserver, SocketObserver, Adoptable
{
  constructor(config: OpenAIInstrumentationConfig = {}) {
    super(INSTRUMENTATION_NAME, config);
  }

  get packageName(): string {
    return "openai";
  }

  get inBundles(): InBundles {
    return {
      // The names of a header and of a variable.
      marks: [/X-Stainless-Lan[g]/, /OPENAI_API_KE[Y]/],
      byHand: "init({ instrument: { openai: OpenAI } }), or wrapOpenAI(client)",
    };
  }

  /** Since major 5 the class is defined in `client`; before, in the index. */
  get esmFiles(): readonly string[] {
    return ["client.mjs", "index.mjs"];
  }

  /** In major 4 these choose the HTTP client, and throw once another one is chosen. */
  get esmPreludes(): readonly string[] {
    return ["shims/web.mjs", "shims/node.mjs"];
  }

  get commonJsFiles(): readonly string[] {
    return ["client.js", "index.js"];
  }

  get bindings(): readonly string[] {
    return ["OpenAI"];
  }

  readonly companions: readonly Adoptable[] = [
    createToolRunnerModule((exports) => this.patchModule(exports)),
    createEmitterModules((exports) => this.patchModule(exports)),
  ];

  supportsVersion(version: string): boolean {
    return /^[4-7]\./.test(version);
  }

  /** Not major 4: see `esmPreludes`. */
  canLoadEarly(version: string): boolean {
    return !version.startsWith("4.");
  }

  /**
   * Patches the `OpenAI` class in what `require("openai")` or `import * as openai` gives, or that class itself; also
   * what `openai/helpers/responses-tool-runner` exports, and the modules of WebSocket clients. False when there is nothing to patch. Patching again changes nothing.
   */
  patchModule(moduleExports: unknown): boolean {
    try {
      const openaiClass = findClass(moduleExports);
      if (openaiClass !== undefined) return patchClass(openaiClass, this);
      const toolRunner = findToolRunner(moduleExports);
      if (toolRunner !== undefined) return patchToolRunner(toolRunner, this);
      const emitterClass = findEmitterClass(moduleExports);
      if (emitterClass !== undefined) patchEmitterClass(emitterClass, this);
      return emitterClass !== undefined;
    } catch (fault) {
      reportFault("patching openai", fault);
      return false;
    }
  }

  unpatch(moduleExports: unknown): void {
    try {
      const openaiClass = findClass(moduleExports);
      if (openaiClass !== undefined) unpatchClass(openaiClass, this);
      const toolRunner = findToolRunner(moduleExports);
      if (toolRunner !== undefined) unpatchToolRunner(toolRunner, this);
      const emitterClass = findEmitterClass(moduleExports);
      if (emitterClass !== undefined) unpatchEmitterClass(emitterClass, this);
    } catch (fault) {
      reportFault("unpatching openai", fault);
    }
  }

  /** @internal */
  observe(id: string, method: Method, resource: object, parameters: unknown[]): unknown {
    return observeCall(this.currentTracing(), id, method, resource, parameters);
  }

  /** @internal */
  observeSocket(emitter: object): void {
    observeSocket(this.currentTracing(), emitter);
  }

  protected override init(): InstrumentationNodeModuleDefinition[] {
    const patch = <Exports>(moduleExports: Exports): Exports => {
      this.patchModule(moduleExports);
      return moduleExports;
    };
    const pass = (): void => undefined;
    return [
      new InstrumentationNodeModuleDefinition(
        "openai",
        SUPPORTED_VERSIONS,
        patch,
        // Disabling only lets calls pass: a wrapper that someone else put around ours stays intact.
        pass,
        ["client", "helpers/responses-tool-runner", ...EMITTER_FILES].map(
          (file) => new InstrumentationNodeModuleFile(`openai/${file}.js`, SUPPORTED_VERSIONS, patch, pass),
        ),
      ),
    ];
  }
}
