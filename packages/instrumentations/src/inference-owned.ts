/** Who observes a model call: so that two instrumentations on one call give one span. */
import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, createContextKey } from "@opentelemetry/api";

/**
 * Context key. `true`: an outer instrumentation (a framework's) already observes every model call in here.
 * An object: the call in progress on that very object is already observed; calls on others are not.
 * The symbol behind it is global, so it works across copies of this package.
 */
export const INFERENCE_OWNED: symbol = createContextKey("rootspan.inference_owned");

/** What an observer stands for that is only told of calls, and can put nobody into a context. */
interface Owner {
  readonly isOpen: boolean;
}

const owners = new AsyncLocalStorage<Owner>();

/** As long as the owner is open, it stands for all calls of what goes on from here. */
export function ownFromHere(owner: Owner): void {
  owners.enterWith(owner);
}

/** Whether a call on `target` needs no span, because an outer one stands for it. */
export function isInferenceOwned(context: Context, target: object): boolean {
  const owner = context.getValue(INFERENCE_OWNED);
  return owner === true || owner === target || owners.getStore()?.isOpen === true;
}
