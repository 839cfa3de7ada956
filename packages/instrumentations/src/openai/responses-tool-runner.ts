/** The helper `ResponsesToolRunner` of openai 7, which lies in a module of its own: each function that it runs. */
import type { Adoptable } from "../adoptable.ts";
import { isObject, type JsonObject, objectOf, textOf } from "../json-value.ts";
import { runTool } from "../tool-run.ts";
import type { Tracing } from "../tracing.ts";
import { parsed } from "./parts.ts";

const FILE = "helpers/responses-tool-runner";

export const RUNNER_METHOD: string = "executeFunction";
export const RUNNER_ID: string = `ResponsesToolRunner.${RUNNER_METHOD}`;

/** The class in what the module exports, where it has the method that runs one function for one call of the model. */
export function findToolRunner(moduleExports: unknown): object | undefined {
  const runner = (moduleExports as { readonly ResponsesToolRunner?: unknown } | undefined | null)?.ResponsesToolRunner;
  if (typeof runner !== "function") return undefined;
  return typeof (runner as unknown as JsonObject)[RUNNER_METHOD] === "function" ? runner : undefined;
}

export function createToolRunnerModule(patchModule: (moduleExports: unknown) => boolean): Adoptable {
  return {
    packageName: "openai",
    esmFiles: [`${FILE}.mjs`],
    esmPreludes: [],
    commonJsFiles: [`${FILE}.js`],
    bindings: ["ResponsesToolRunner"],
    supportsVersion: (version) => version.startsWith("7."),
    canLoadEarly: () => true,
    patchModule,
  };
}

/**
 * The parameters of that method, with a span around the function.
 * @param parameters the call of the model, and the functions that are ready to run, by the id of their call
 */
export function withTracedFunction(tracing: Tracing, parameters: readonly unknown[]): unknown[] {
  const [item, functions, ...rest] = parameters;
  const id = textOf(objectOf(item)?.["call_id"]);
  if (!isObject(item) || id === undefined || !(functions instanceof Map)) return [...parameters];
  const execute = functions.get(id) as unknown;
  if (typeof execute !== "function") return [...parameters];
  const describe = () => ({ name: textOf(item["name"]) ?? "", callId: id, parameters: parsed(item["arguments"]) });
  const traced = (): unknown => runTool(tracing, describe, execute as () => unknown);
  return [item, new Map(functions).set(id, traced), ...rest];
}
