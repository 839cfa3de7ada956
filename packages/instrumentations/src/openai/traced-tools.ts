/**
 * Tools whose functions `runTools` runs, each run with a span. The application's own tools stay as they are: the runner
 * gets copies, which differ from them in the function alone.
 */
import { isTracedTool, markTracedTool } from "@rootspan/model";
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from "../json-value.ts";
import type { Method } from "../patched-method.ts";
import { runTool } from "../tool-run.ts";
import type { Tracing } from "../tracing.ts";
import { takeToolCallId } from "./tool-call-id.ts";

/** @param parameters of `runTools`: what it is asked for, and options */
export function withTracedTools(tracing: Tracing, parameters: readonly unknown[]): unknown[] {
  const [request, ...options] = parameters;
  const tools = arrayOf(objectOf(request)?.["tools"]);
  if (!isObject(request) || tools === undefined) return [...parameters];
  return [
    copyWith(
      request,
      "tools",
      tools.map((tool) => traced(tool, tracing)),
    ),
    ...options,
  ];
}

function traced(tool: unknown, tracing: Tracing): unknown {
  if (!isObject(tool)) return tool;
  const described = objectOf(tool["function"]);
  // What the helpers for schemas make: the function is beside the description.
  const callback = tool["$callback"];
  if (typeof callback === "function")
    return copyWith(tool, "$callback", trace(callback as Method, undefined, described, tracing));
  const run = described?.["function"];
  if (described === undefined || typeof run !== "function") return tool;
  return copyWith(
    tool,
    "function",
    copyWith(described, "function", trace(run as Method, described, described, tracing)),
  );
}

/** @param holder what the library would call the function on, where that is the application's own object */
function trace(
  run: Method,
  holder: JsonObject | undefined,
  described: JsonObject | undefined,
  tracing: Tracing,
): Method {
  if (isTracedTool(run)) return run;
  const name = textOf(described?.["name"]) ?? run.name;
  const replacement: Method = function (this: unknown, ...args) {
    const describe = () => ({
      name,
      description: textOf(described?.["description"]),
      callId: takeToolCallId(args[1], name, args[0]),
      parameters: args[0],
    });
    return runTool(tracing, describe, () => run.apply(holder ?? this, args));
  };
  Object.defineProperty(replacement, "name", { value: run.name, configurable: true });
  Object.defineProperty(replacement, "length", { value: run.length, configurable: true });
  markTracedTool(replacement);
  return replacement;
}

/** Of the same class, with what cannot be enumerated too. */
function copyWith(original: object, name: string, value: unknown): object {
  const properties: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(original);
  const { enumerable = true } = properties[name] ?? {};
  properties[name] = { value, enumerable, configurable: true, writable: true };
  return Object.create(Object.getPrototypeOf(original) as object | null, properties) as object;
}
