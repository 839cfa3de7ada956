/** Looks at an ES module that is already loaded, without loading one that is not. */
import * as nodeModule from "node:module";
import { pathToFileURL } from "node:url";
import { isObject } from "./json-value.ts";

export type ModuleState =
  | { readonly type: "loaded"; readonly namespace: object }
  /** Loaded, but its turn to run has not come. Before Node.js 24 only: later versions run it on the spot. */
  | { readonly type: "linked" }
  | { readonly type: "absent" }
  | { readonly type: "failed"; readonly reason: string };

/** Node.js 22.15 and later. */
export function canPeek(): boolean {
  return typeof nodeModule.registerHooks === "function";
}

/** Not JavaScript, so that nothing can come of it. */
const UNPARSABLE = "= rootspan looks whether this module is loaded =";

/**
 * `require()` of an ES module takes it from the loader's cache if it is there, and only otherwise compiles the source
 * that load hooks gave. So a hook gives a source that does not compile: a loaded module is found, any other one fails
 * before it gets into the cache, and loads as ever when somebody imports it. The hook is gone when this returns.
 */
export function peekModule(file: string, bindings: readonly string[]): ModuleState {
  const url = pathToFileURL(file).href;
  const hooks = nodeModule.registerHooks({
    load: (loaded, context, nextLoad) =>
      loaded === url ? { format: "module", source: UNPARSABLE, shortCircuit: true } : nextLoad(loaded, context),
  });
  try {
    const namespace: unknown = nodeModule.createRequire(file)(file);
    if (!isObject(namespace)) return { type: "absent" };
    // Reading throws what `class` and `const` define before they have; what `var` defines is undefined until then.
    const hasRun = bindings.every((binding) => !(binding in namespace) || namespace[binding] !== undefined);
    return hasRun ? { type: "loaded", namespace } : { type: "linked" };
  } catch (error) {
    const { name, message } = error as Error;
    if (name === "SyntaxError") return { type: "absent" };
    // The bindings of a module that has not run.
    return name === "ReferenceError" ? { type: "linked" } : { type: "failed", reason: message };
  } finally {
    hooks.deregister();
  }
}
