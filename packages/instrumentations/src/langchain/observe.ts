/** What is done about each method of the library: the call itself is made exactly once, and gives what it gives. */
import { context } from "@opentelemetry/api";
import { arrayOf, objectOf } from "../json-value.ts";
import { observeConfigure, observeCopy, observeGetChild } from "./observe-managers.ts";
import { observeModelEvents, observeStreamEvents } from "./observe-model-events.ts";
import { observeEnd, observeFailure, observeStart } from "./observe-runs.ts";
import { Frame } from "./frame.ts";
import type { LibraryCall } from "./library-call.ts";
import { runOf } from "./linked-runs.ts";
import { patchOwnMethod } from "./patch.ts";
import { type RunKind, runIn } from "./run.ts";
import { tapGenerator } from "./tap-generator.ts";

type Observe = (call: LibraryCall) => unknown;

/** By the names of the methods; they have the same meaning in every class. */
const OBSERVERS: Readonly<Record<string, Observe>> = {
  _configureSync: observeConfigure,
  copy: observeCopy,
  getChild: observeGetChild,
  handleLLMStart: observeStart,
  handleChatModelStart: observeStart,
  handleChainStart: observeStart,
  handleToolStart: observeStart,
  handleRetrieverStart: observeStart,
  handleLLMEnd: observeEnd,
  handleChainEnd: observeEnd,
  handleToolEnd: observeEnd,
  handleRetrieverEnd: observeEnd,
  handleLLMError: observeFailure,
  handleChainError: observeFailure,
  handleToolError: observeFailure,
  handleRetrieverError: observeFailure,
  _generateUncached: generateInFrame,
  _generateCached: inFrame("llm"),
  _generate: generateInOwnRun,
  _callWithConfig: inFrame("chain"),
  invoke: inFrame("retriever"),
  getRelevantDocuments: inFrame("retriever"),
  "StructuredTool.call": inFrame("tool"),
  _transformStreamWithConfig: streamInFrame,
  _streamIterator: streamInFrame,
  _streamChatModelEvents: observeModelEvents,
  streamEvents: observeStreamEvents,
  stream: watchStreams,
  transform: watchStreams,
  runWithConfig: inRunOfConfig,
  "AsyncCaller.call": inCallersContext,
  add: inCallersContext,
};

/**
 * What to do about the calls of a method, and the method's name.
 * @param id `{class}.{method}`
 */
export function observerOf(id: string): { readonly name: string; readonly observe: Observe } {
  const name = id.slice(id.indexOf(".") + 1);
  return { name, observe: OBSERVERS[id] ?? OBSERVERS[name] ?? callThrough };
}

/** For a method that only another version of this package knows. */
function callThrough({ method, receiver, args }: LibraryCall): unknown {
  return method.apply(receiver, args);
}

function inFrame(starts: RunKind): Observe {
  return ({ method, receiver, args }) =>
    context.with(new Frame(context.active(), receiver, false, starts), method, receiver, ...args);
}

/** Prompts that are not in the cache go on with the runs that the search for them has started. */
function generateInFrame({ method, receiver, args, observer }: LibraryCall): unknown {
  // The frame becomes the first prompt's run; chat models answer each prompt by itself.
  if ((arrayOf(args[0])?.length ?? 0) > 1) patchOwnMethod(receiver, "_generate", observer);
  const frame = new Frame(context.active(), receiver, false, "llm");
  const started = runOf(arrayOf(args[3])?.[0]);
  if (started !== undefined) frame.enter(started);
  return context.with(frame, method, receiver, ...args);
}

function generateInOwnRun({ method, receiver, args }: LibraryCall): unknown {
  const run = runOf(args[2]);
  return run === undefined ? method.apply(receiver, args) : context.with(run.context, method, receiver, ...args);
}

function streamInFrame({ method, receiver, args }: LibraryCall): unknown {
  const frame = new Frame(context.active(), receiver, true);
  const { signal } = objectOf(args.at(-1)) ?? {};
  if (signal instanceof AbortSignal) frame.closeOnAbort(signal);
  return tapGenerator(method.apply(receiver, args), frame);
}

/** Each class has its own way to stream: it is known when one is asked to. */
function watchStreams({ method, receiver, args, observer }: LibraryCall): unknown {
  patchOwnMethod(receiver, "_streamIterator", observer);
  return method.apply(receiver, args);
}

/** Functions of the application run in here; those that have spans of their own around them keep them. */
function inRunOfConfig({ method, receiver, args }: LibraryCall): unknown {
  const run = runOf(objectOf(args[0])?.["callbacks"]);
  if (run === undefined || runIn(context.active()) === run) return method.apply(receiver, args);
  return context.with(run.context, method, receiver, ...args);
}

/** A queue runs what waits in it in the context of what ran before. */
function inCallersContext({ method, receiver, args }: LibraryCall): unknown {
  const [work, ...others] = args;
  const bound = typeof work === "function" ? context.bind(context.active(), work) : work;
  return method.call(receiver, bound, ...others);
}
