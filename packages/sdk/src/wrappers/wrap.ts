/**
 * Functions with a span around each of their calls. What comes back is the function as it was: `this`, arity, types,
 * results and errors stay; sync, async, generator and async generator alike. Outside every session nothing is recorded.
 */
import { log } from "../guard.ts";
import { actionShape, agentShape, type CallShape, llmShape, toolShape } from "./call-shape.ts";
import type { AgentOptions, AnyFunction, LlmCallOptions, ToolOptions, WrapOptions } from "./options.ts";
import { traceFunction } from "./trace-function.ts";

/** Everything that the function does, the agent does: events within it carry the agent's name. */
export function withAgent<F extends AnyFunction>(fn: F): F;
export function withAgent<F extends AnyFunction>(agent: string | AgentOptions, fn: F): F;
export function withAgent<F extends AnyFunction>(first: F | string | AgentOptions, fn?: F): F {
  return wrap("withAgent", agentShape, first, fn);
}

/** Each call is a run of a tool. */
export function withTool<F extends AnyFunction>(fn: F): F;
export function withTool<F extends AnyFunction>(tool: string | ToolOptions, fn: F): F;
export function withTool<F extends AnyFunction>(first: F | string | ToolOptions, fn?: F): F {
  return wrap("withTool", toolShape, first, fn);
}

/** Each call is an action of the agent. */
export function withAction<F extends AnyFunction>(fn: F): F;
export function withAction<F extends AnyFunction>(action: string | WrapOptions, fn: F): F;
export function withAction<F extends AnyFunction>(first: F | string | WrapOptions, fn?: F): F {
  return wrap("withAction", actionShape, first, fn);
}

/**
 * Each call is a call of a model that no instrumentation knows. It stands for all model calls within it: an
 * instrumented client in there makes no spans of its own.
 */
export function withLLMCall<F extends AnyFunction>(model: string | LlmCallOptions<F>, fn: F): F {
  const options = (typeof model === "string" ? { model } : model) as LlmCallOptions | undefined;
  const isUsable = typeof options?.model === "string" && options.model !== "" && typeof fn === "function";
  return isUsable
    ? traceFunction(fn, llmShape(options))
    : misused("withLLMCall", "the name of a model, or { model, … }", fn);
}

/** From a name or options, as far as they can be used. */
export function toOptions(given: unknown): WrapOptions {
  if (typeof given === "string") return { name: given };
  return typeof given === "object" && given !== null ? given : {};
}

/** Options win over the function's own name. */
export function nameOf({ name }: WrapOptions, fn: AnyFunction): string {
  // Callers without types give symbols.
  const given: unknown = name || fn.name || "anonymous";
  return String(given);
}

function wrap<F extends AnyFunction, O extends WrapOptions>(
  caller: string,
  toShape: (name: string, options: O) => CallShape,
  first: F | string | O,
  second: F | undefined,
): F {
  const fn = typeof first === "function" ? first : second;
  if (typeof fn !== "function") return misused(caller, "a name or options", fn as unknown as F);
  const options = toOptions(typeof first === "function" ? undefined : first) as O;
  return traceFunction(fn, toShape(nameOf(options, fn), options));
}

/** The host goes on with what it gave. */
function misused<F>(caller: string, first: string, fn: F): F {
  log.error(`${caller}() takes ${first} and a function, got ${typeof fn}; nothing is wrapped`);
  return fn;
}
