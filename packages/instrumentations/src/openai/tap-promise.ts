/**
 * Watches an APIPromise without subscribing to it.
 *
 * Subscribing would read the body (and then `.parse()` and `.asResponse()` fail), and would hide a rejection that
 * nobody handles. So the promise stays the very object that the library made; its own parts are replaced:
 * - `responsePromise` by one that passes through here: who handles it, and who does not, stays as it was;
 * - `parseResponse`, by one that looks at what comes out;
 * - `_thenUnwrap` and `asResponse`, so that derived promises and raw responses are seen too.
 */
import { context } from "@opentelemetry/api";
import { reportFault } from "../fault.ts";
import type { InferenceCall } from "../inference-call.ts";
import { type ApiPromise, isChunkStream } from "./library.ts";
import { isPage, tapPage } from "./tap-page.ts";
import { tapRawResponse } from "./tap-raw-response.ts";
import { tapStream } from "./tap-stream.ts";

export function tapPromise(promise: ApiPromise, call: InferenceCall): void {
  if (isPage(promise)) {
    tapPage(promise, call);
    return;
  }
  const observe = (value: unknown): void => {
    try {
      if (isChunkStream(value)) tapStream(value, call);
      else call.complete(value);
    } catch (fault) {
      reportFault("observing a response", fault);
    }
  };
  const passed = promise.responsePromise.then(
    (response) => {
      call.answered();
      // Nobody asks for the value yet. The promise and all that derive from it hold `observe`: when it is garbage,
      // nobody ever will.
      if (promise.parsedPromise === undefined) call.abandonWith(observe);
      return response;
    },
    (error: unknown) => {
      call.fail(error);
      throw error;
    },
  );
  adopt(promise, passed, call, observe);
}

/** @param observe undefined on a derived promise whose value was observed before its transformation */
function adopt(
  promise: ApiPromise,
  passed: Promise<unknown>,
  call: InferenceCall,
  observe: ((value: unknown) => void) | undefined,
): void {
  const { parseResponse, _thenUnwrap: thenUnwrap, asResponse } = promise;
  const derivesFromParse = !Object.hasOwn(promise, "_thenUnwrap");
  promise.responsePromise = passed;

  promise.parseResponse = async function (this: unknown, ...args: unknown[]): Promise<unknown> {
    call.isRead = true;
    call.readsInFlight += 1;
    call.forgetLifeline();
    let value: unknown;
    try {
      // In the span's context, because openai 7 may send the request again when reading the body takes too long.
      value = await context.with(call.context, () => parseResponse.apply(this, args));
    } catch (error) {
      call.readsInFlight -= 1;
      // A second reader of the same body fails at once; the first one may yet succeed.
      if (call.readsInFlight === 0) call.fail(error);
      throw error;
    }
    call.readsInFlight -= 1;
    observe?.(value);
    return value;
  };

  promise._thenUnwrap = (transform) => {
    const derived = thenUnwrap.call(
      promise,
      observe === undefined || derivesFromParse
        ? transform
        : (value, props) => {
            observe(value);
            return transform(value, props);
          },
    );
    adopt(derived, passed, call, undefined);
    return derived;
  };

  promise.asResponse = () => asResponse.call(promise).then((response) => tapRawResponse(response, call));
}
