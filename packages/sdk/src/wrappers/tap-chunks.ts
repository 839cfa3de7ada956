/** Watches generators and other streams of values as somebody else reads them: no value waits, none is held back. */
import { guard } from "../guard.ts";
import { isThenable } from "./thenable.ts";
import type { TracedCall } from "./traced-call.ts";

interface Steps {
  next?: Step;
  return?: Step;
  throw?: Step;
}
type Step = (...args: unknown[]) => unknown;

/** What a call keeps of what it yielded: the first so many, and the last one. */
const MAX_CHUNKS = 10_000;

/** What is watched already: a function may return the same object again and again. */
const tapped = new WeakSet<object>();

/**
 * False for a value that yields nothing, and for streams of bytes, which have readers of their own. Of other streams
 * only those of model calls are watched: a list of results may never be iterated.
 */
export function tapChunks(value: unknown, call: TracedCall): boolean {
  if (typeof value !== "object" || value === null || tapped.has(value)) return false;
  if (isGenerator(value)) {
    tapped.add(value);
    tapSteps(value, createEnding(call));
    call.finishWith(value);
    return true;
  }
  if (!call.isRead || !isStream(value)) return false;
  tapped.add(value);
  const open = value[Symbol.asyncIterator];
  const ending = createEnding(call);
  define(value, Symbol.asyncIterator, function (this: unknown): unknown {
    const iterator = open.call(this) as Steps;
    if (!tapped.has(iterator)) guard("observing a stream", () => tapSteps(iterator, ending));
    tapped.add(iterator);
    return iterator;
  });
  call.finishWith(value);
  return true;
}

/** How the steps of an iterator go on, and how they end. */
interface Ending {
  readonly call: TracedCall;
  onStep(result: unknown): void;
  onClosed(): void;
}

function createEnding(call: TracedCall): Ending {
  const chunks: unknown[] = [];
  let returned: unknown;
  let room = call.keptBytes;
  const keep = (value: unknown): void => {
    if (!call.isRead && room <= 0) return;
    room -= sizeOf(value);
    chunks[Math.min(chunks.length, MAX_CHUNKS)] = value;
  };
  const succeed = (): void => call.succeed(returned === undefined ? chunks : [...chunks, returned]);
  return {
    call,
    onStep(result) {
      const { done, value } = result as IteratorResult<unknown>;
      if (done === true) returned = value;
      else keep(value);
      if (done === true) succeed();
    },
    onClosed: succeed,
  };
}

/** Each step runs in the span's context: an async generator else loses it between two steps. */
function tapSteps(iterator: Steps, ending: Ending): void {
  const { next, return: close, throw: raise } = iterator;
  const { call } = ending;
  if (next !== undefined)
    define(
      iterator,
      "next",
      observed(next, (result) => ending.onStep(result)),
    );
  // A generator that is closed may still yield from its finally block; a stream that is closed is over.
  const onClose = (result: unknown): void => {
    if ((result as IteratorResult<unknown> | undefined)?.done === false) ending.onStep(result);
    else ending.onClosed();
  };
  if (close !== undefined) define(iterator, "return", observed(close, onClose));
  if (raise !== undefined) define(iterator, "throw", observed(raise, onClose));

  function observed(step: Step, look: (result: unknown) => void): Step {
    return (...args) => {
      let result: unknown;
      try {
        result = call.run(() => step.apply(iterator, args));
      } catch (error) {
        call.fail(error);
        throw error;
      }
      if (!isThenable(result)) {
        guard("observing a step", () => look(result));
        return result;
      }
      return result.then(
        (value: unknown) => {
          guard("observing a step", () => look(value));
          return value;
        },
        (error: unknown) => {
          call.fail(error);
          throw error;
        },
      );
    };
  }
}

/** About; strings and bytes are what can be large. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  return ArrayBuffer.isView(value) ? value.byteLength : 64;
}

function isGenerator(value: object): value is Steps {
  return Object.prototype.toString.call(value).endsWith("Generator]") && "next" in value;
}

type Stream = object & Record<typeof Symbol.asyncIterator, (this: unknown) => unknown>;

function isStream(value: object): value is Stream {
  if ("getReader" in value || "pipe" in value) return false;
  return Symbol.asyncIterator in value && typeof value[Symbol.asyncIterator] === "function";
}

/** As the object's own, and not in its enumeration. */
export function define(holder: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(holder, name, { configurable: true, writable: true, enumerable: false, value });
}
