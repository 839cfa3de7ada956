/** Watches a response that the application asked for raw: its span ends with the head, or with `json()`. */
import { reportFault } from "../fault.ts";
import type { InferenceCall } from "../inference-call.ts";
import { isObject } from "../json-value.ts";

/** Returns the very same response. */
export function tapRawResponse(response: unknown, call: InferenceCall): unknown {
  try {
    if (isObject(response)) tapJson(response, call);
    // Who reads the body as JSON, or awaits the promise too, has begun to before the next turn of the event loop.
    setImmediate(() => {
      if (!call.isRead) call.abandon();
    });
  } catch (fault) {
    reportFault("observing a raw response", fault);
  }
  return response;
}

function tapJson(response: object, call: InferenceCall): void {
  const { json } = response as { readonly json?: unknown };
  if (typeof json !== "function") return;
  Object.defineProperty(response, "json", {
    configurable: true,
    writable: true,
    value: async (): Promise<unknown> => {
      call.isRead = true;
      let value: unknown;
      try {
        value = await (json as () => Promise<unknown>).call(response);
      } catch (error) {
        call.fail(error);
        throw error;
      }
      call.complete(value);
      return value;
    },
  });
}
