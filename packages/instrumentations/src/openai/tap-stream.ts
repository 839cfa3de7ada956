/**
 * Watches the chunks of a stream as somebody else reads them.
 *
 * The stream stays the library's object, and so does its generator: only the generator's own `next`, `return` and
 * `throw` are replaced. A read costs one promise more and nothing else, and no chunk waits.
 */
import { reportFault } from "../fault.ts";
import type { InferenceCall } from "../inference-call.ts";
import type { ChunkIterator, ChunkStream } from "./library.ts";

/** The iterator that reads: the first one that asks for a chunk. A stream that is read twice refuses the second. */
interface Reading {
  iterator: ChunkIterator | undefined;
}

export function tapStream(stream: ChunkStream, call: InferenceCall): void {
  call.openStream();
  finishOnAbort(stream.controller.signal, call);
  // Reachable from the stream and from each of its iterators, and from nowhere else.
  const reading: Reading = { iterator: undefined };
  call.abandonWith(reading);
  const open = stream.iterator;
  stream.iterator = () => {
    const iterator = open.call(stream);
    try {
      tapIterator(iterator, reading, call);
    } catch (fault) {
      reportFault("observing a stream", fault);
    }
    return iterator;
  };
}

function tapIterator(iterator: ChunkIterator, reading: Reading, call: InferenceCall): void {
  const { next, return: close, throw: raise } = iterator;
  const isReading = (): boolean => (reading.iterator ??= iterator) === iterator;

  const onResult = (result: IteratorResult<unknown>): IteratorResult<unknown> | Promise<IteratorResult<unknown>> => {
    if (result.done !== true) {
      call.chunk(result.value);
      if (call.hide?.(result.value) === true) return next.call(iterator).then(onResult, onError);
    }
    call.readsInFlight -= 1;
    if (result.done === true) call.finish();
    return result;
  };
  const onError = (error: unknown): never => {
    call.readsInFlight -= 1;
    call.fail(error);
    throw error;
  };
  iterator.next = (value?: unknown) => {
    const result = next.call(iterator, value);
    if (!isReading()) return result;
    call.readsInFlight += 1;
    return result.then(onResult, onError);
  };

  const onClosed = (result: IteratorResult<unknown>): IteratorResult<unknown> => {
    if (reading.iterator === iterator) call.finish();
    return result;
  };
  const onCloseFailed = (error: unknown): never => {
    if (reading.iterator === iterator) call.finish();
    throw error;
  };
  if (close !== undefined) iterator.return = (value) => close.call(iterator, value).then(onClosed, onCloseFailed);
  if (raise !== undefined) iterator.throw = (reason) => raise.call(iterator, reason).then(onClosed, onCloseFailed);
}

/**
 * An abort ends a stream that nobody reads from at the moment. The library also aborts after an error, before the
 * read in flight hears of it: that read then says how the stream ended.
 * A function of its own, because the listener must not keep the stream alive.
 */
function finishOnAbort(signal: AbortSignal, call: InferenceCall): void {
  const onAbort = (): void => {
    if (call.readsInFlight === 0) call.finish();
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
}
