/**
 * Watches the promise of a page in openai 7, which passes its readers on to another promise: each way to read it is
 * wrapped. Nothing is read, and no rejection handled, that the application does not.
 */
import { reportFault } from "../fault.ts";
import type { InferenceCall } from "../inference-call.ts";
import type { ApiPromise } from "./library.ts";
import { tapRawResponse } from "./tap-raw-response.ts";

/** What readers of such a promise use; each an own property in openai 7. */
interface Page extends ApiPromise {
  then: Promise<unknown>["then"];
  catch: Promise<unknown>["catch"];
  finally: Promise<unknown>["finally"];
  withResponse: () => Promise<{ readonly data: unknown }>;
}

export function isPage(promise: ApiPromise): promise is Page {
  return Object.hasOwn(promise, "then");
}

export function tapPage(page: Page, call: InferenceCall): void {
  const { then, withResponse, asResponse, _thenUnwrap: thenUnwrap } = page;
  const observe = (value: unknown): void => {
    try {
      call.complete(value);
    } catch (fault) {
      reportFault("observing a page", fault);
    }
  };
  const fail = (error: unknown): never => {
    call.fail(error);
    throw error;
  };
  const read = (): Promise<unknown> => {
    call.isRead = true;
    return (then as (pass: (value: unknown) => unknown, fail: (error: unknown) => never) => Promise<unknown>)(
      (value) => {
        observe(value);
        return value;
      },
      fail,
    );
  };
  // Every reader holds it: once it is garbage, nobody can read any more.
  call.abandonWith(observe);
  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise already
  page.then = (onFulfilled, onRejected) => read().then(onFulfilled, onRejected);
  page.catch = (onRejected) => read().catch(onRejected);
  page.finally = (onFinally) => read().finally(onFinally);
  page.withResponse = () =>
    withResponse().then((both) => {
      observe(both.data);
      return both;
    }, fail);
  page._thenUnwrap = (transform) =>
    thenUnwrap((value, props) => {
      observe(value);
      return transform(value, props);
    });
  page.asResponse = () => asResponse.call(page).then((response) => tapRawResponse(response, call), fail);
}
