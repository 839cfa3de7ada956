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

export interface TapOptions {
  /** The library tells nobody how the run ends. */
  readonly endsRun?: boolean;
}

export function tapGenerator(generator: unknown, frame: Frame, { endsRun = false }: TapOptions = {}): unknown {
  try {
    if (isSteps(generator)) tap(generator, frame, endsRun);
  } catch (fault) {
    reportFault("observing a stream", fault);
  }
  return generator;
}

function tap(generator: Steps, frame: Frame, endsRun: boolean): void {
  const { next, return: close, throw: raise } = generator;
  const onResult = (result: IteratorResult<unknown>): IteratorResult<unknown> => {
    if (result.done !== true) frame.run?.chunk(result.value);
    else if (endsRun) frame.run?.close();
    return result;
  };
  const onFailed = (error: unknown): never => {
    if (endsRun) frame.run?.fail(error);
    throw error;
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
  const hasChunks = "_llmType" in frame.receiver || "lg_is_pregel" in frame.receiver;
  define(generator, "next", (value) => {
    const result = context.with(frame, next, generator, value);
    return hasChunks ? result.then(onResult, onFailed) : result;
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
