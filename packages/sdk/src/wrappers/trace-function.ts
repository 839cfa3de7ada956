/** Puts a span around every call of a function. */
import { markTracedTool } from "@rootspan/model";
import { ROOTSPAN_KIND } from "@rootspan/model/attributes";
import { guard } from "../guard.ts";
import type { CallShape } from "./call-shape.ts";
import type { AnyFunction } from "./options.ts";
import { tapResult } from "./tap-result.ts";
import { TracedCall } from "./traced-call.ts";

/**
 * The function as it was, in all that can be seen of it: name, arity, own properties, `this`, what it returns and what
 * it throws.
 */
export function traceFunction<F extends AnyFunction>(fn: F, shape: CallShape): F {
  const isGenerator = /Generator/.test(Object.prototype.toString.call(fn));
  const proxy = new Proxy(fn, {
    apply(target, receiver: unknown, args: unknown[]): unknown {
      const call = TracedCall.create(shape, args);
      if (call === undefined) return Reflect.apply(target, receiver, args);
      if (call.refusal !== undefined) return refuse(target, call, call.refusal);
      // A generator function runs nothing yet: its span starts with the first step.
      if (isGenerator) return tapped(Reflect.apply(target, receiver, args), call);
      let result: unknown;
      try {
        result = call.run(() => Reflect.apply(target, receiver, args));
      } catch (error) {
        call.fail(error);
        throw error;
      }
      return tapped(result, call);
    },
  });
  if (shape.attributes[ROOTSPAN_KIND] === "tool") markTracedTool(proxy);
  return proxy;
}

/** The function is not run; what it would have given fails in its stead, where it would have. */
function refuse(fn: AnyFunction, call: TracedCall, refusal: Error): unknown {
  call.run(() => call.fail(refusal));
  switch (Object.prototype.toString.call(fn)) {
    case "[object AsyncFunction]":
      return Promise.reject(refusal);
    case "[object AsyncGeneratorFunction]":
      return failSteps(refusal);
    default:
      throw refusal;
  }
}

// oxlint-disable-next-line eslint/require-yield -- it fails before it yields
async function* failSteps(refusal: Error): AsyncGenerator<never> {
  throw refusal;
}

function tapped(result: unknown, call: TracedCall): unknown {
  const observed = guard("observing a wrapped function", () => ({ result: tapResult(result, call) }));
  if (observed !== undefined) return observed.result;
  call.finish();
  return result;
}
