/** Counts how often a call is sent: the library calls a method of the client, `prepareRequest`, before each attempt. */
import { context } from "@opentelemetry/api";
import { reportFault } from "../fault.ts";
import { inferenceCallIn } from "../inference-call.ts";
import { isObject } from "../json-value.ts";

export const ATTEMPT_METHOD: string = "prepareRequest";
export const ATTEMPT_ID: string = `OpenAI.${ATTEMPT_METHOD}`;

/** The prototype that has the method itself: in major 4 that of the class above `OpenAI`. */
export function findClientPrototype(openaiClass: object): object | undefined {
  let prototype: unknown = (openaiClass as { readonly prototype?: unknown }).prototype;
  while (isObject(prototype) && !Object.hasOwn(prototype, ATTEMPT_METHOD)) prototype = Object.getPrototypeOf(prototype);
  return isObject(prototype) ? prototype : undefined;
}

/** @param request a new object for each attempt */
export function noteAttempt(request: unknown): void {
  try {
    inferenceCallIn(context.active())?.sends(request);
  } catch (fault) {
    reportFault("counting attempts", fault);
  }
}
