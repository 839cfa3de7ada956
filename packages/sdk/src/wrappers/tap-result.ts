/** Watches what a function gave, until it is known how the call went. */
import { guard } from "../guard.ts";
import { define, tapChunks } from "./tap-chunks.ts";
import { isThenable, type Thenable } from "./thenable.ts";
import type { TracedCall } from "./traced-call.ts";

/** Thenables that are watched already: a function may return the same one again and again. */
const tapped = new WeakSet<object>();

/** @returns the very same object, except for plain promises: those are followed by one that settles alike */
export function tapResult(result: unknown, call: TracedCall): unknown {
  if (isThenable(result)) return tapThenable(result, call);
  if (!tapChunks(result, call)) call.succeed(result);
  return result;
}

/**
 * To subscribe to a promise hides a rejection that nobody handles, so a plain one is replaced by its successor. Other
 * thenables may do their work only when somebody subscribes: those keep their identity, and are watched when they are
 * subscribed to.
 */
function tapThenable(result: Thenable, call: TracedCall): unknown {
  let isSettled = false;
  const onFulfilled = (value: unknown): unknown => {
    if (isSettled) return value;
    isSettled = true;
    // A promise may lead to a stream.
    const isStream = guard("observing a wrapped function", () => tapChunks(value, call)) === true;
    if (!isStream) call.succeed(value);
    return value;
  };
  const onRejected = (error: unknown): never => {
    call.fail(error);
    throw error;
  };
  if (isPlainPromise(result)) return withOwnProperties(result, result.then(onFulfilled, onRejected));
  if (tapped.has(result)) {
    call.finish();
    return result;
  }
  tapped.add(result);
  const { then } = result;
  const follower = function (this: unknown, fulfilled?: unknown, rejected?: unknown): unknown {
    return then.call(
      this,
      (value: unknown) => follow(fulfilled, onFulfilled(value), value),
      (error: unknown) => {
        call.fail(error);
        if (typeof rejected !== "function") throw error;
        return rejected(error) as unknown;
      },
    );
  };
  define(result, "then", follower);
  // Libraries implement these without `then`.
  if ("catch" in result) define(result, "catch", (rejected?: unknown) => follower.call(result, undefined, rejected));
  if ("finally" in result) {
    const done = result.finally as (run?: unknown) => Promise<unknown>;
    define(result, "finally", (run?: unknown) => done.call(result, run).then(onFulfilled, onRejected));
  }
  call.finishWith(result);
  return result;
}

/** Some libraries hang more on a promise, as `promisify(execFile)` does with `child`. */
function withOwnProperties(from: object, to: Promise<unknown>): Promise<unknown> {
  return Reflect.ownKeys(from).length === 0 ? to : Object.defineProperties(to, Object.getOwnPropertyDescriptors(from));
}

function follow(callback: unknown, value: unknown, fallback: unknown): unknown {
  return typeof callback === "function" ? (callback(value) as unknown) : fallback;
}

function isPlainPromise(value: object): value is Promise<unknown> {
  return value.constructor === Promise && !Object.hasOwn(value, "then");
}
