/** Watches the generator of a run as somebody else reads it: no chunk waits, and the object stays the library's. */
import { context } from "@opentelemetry/api";
import { reportFault } from "../fault.ts";
import type { Frame } from "./frame.ts";

type Step = (value?: unknown) => Promise<IteratorResult<unknown>>;

interface Steps {
  next: Step;
  return: Step;
  throw: Step;
}

export function tapGenerator(generator: unknown, frame: Frame): unknown {
  try {
    if (isSteps(generator)) tap(generator, frame);
  } catch (fault) {
    reportFault("observing a stream", fault);
  }
  return generator;
}

function tap(generator: Steps, frame: Frame): void {
  const { next, return: close, throw: raise } = generator;
  const onResult = (result: IteratorResult<unknown>): IteratorResult<unknown> => {
    if (result.done !== true) frame.run?.chunk(result.value);
    return result;
  };
  // Whoever leaves a stream early is told to nobody: no run that is open by then goes on.
  const onClosed = (result: IteratorResult<unknown>): IteratorResult<unknown> => {
    frame.run?.close();
    return result;
  };
  const onCloseFailed = (error: unknown): never => {
    frame.run?.close();
    throw error;
  };
  const isModel = "_llmType" in frame.receiver;
  define(generator, "next", (value) => {
    const result = context.with(frame, next, generator, value);
    return isModel ? result.then(onResult) : result;
  });
  define(generator, "return", (value) => context.with(frame, close, generator, value).then(onClosed, onCloseFailed));
  define(generator, "throw", (value) => context.with(frame, raise, generator, value).then(onClosed, onCloseFailed));
}

function define(generator: Steps, name: keyof Steps, step: Step): void {
  Object.defineProperty(generator, name, { configurable: true, writable: true, enumerable: false, value: step });
}

function isSteps(value: unknown): value is Steps {
  return typeof value === "object" && value !== null && "next" in value && "return" in value && "throw" in value;
}
