/** Puts observers in front of the library's methods, and takes them away again. */
import { type CallObserver, patchMethod, unpatchMethod } from "../patched-method.ts";
import { ATTEMPT_ID, ATTEMPT_METHOD, findClientPrototype } from "./attempts.ts";
import { findPrototype, findResource, type MethodPlace } from "./library.ts";
import { TRACED_METHODS } from "./methods.ts";
import { RUNNER_ID, RUNNER_METHOD } from "./responses-tool-runner.ts";

/** False when nothing in there is known. */
export function patchClass(openaiClass: object, observer: CallObserver): boolean {
  const found = patchEach((place) => findPrototype(openaiClass, place), observer);
  const clients = found ? findClientPrototype(openaiClass) : undefined;
  if (clients !== undefined) patchMethod(clients, ATTEMPT_METHOD, ATTEMPT_ID, observer);
  return found;
}

export function patchClient(client: object, observer: CallObserver): boolean {
  const found = patchEach((place) => findResource(client, place), observer);
  if (found && ATTEMPT_METHOD in client) patchMethod(client, ATTEMPT_METHOD, ATTEMPT_ID, observer);
  return found;
}

export function unpatchClass(openaiClass: object, observer: CallObserver): void {
  for (const place of TRACED_METHODS) {
    const prototype = findPrototype(openaiClass, place);
    if (prototype !== undefined) unpatchMethod(prototype, place.method, observer);
  }
  const clients = findClientPrototype(openaiClass);
  if (clients !== undefined) unpatchMethod(clients, ATTEMPT_METHOD, observer);
}

/** @param toolRunner the class `ResponsesToolRunner` */
export function patchToolRunner(toolRunner: object, observer: CallObserver): boolean {
  patchMethod(toolRunner, RUNNER_METHOD, RUNNER_ID, observer);
  return true;
}

export function unpatchToolRunner(toolRunner: object, observer: CallObserver): void {
  unpatchMethod(toolRunner, RUNNER_METHOD, observer);
}

function patchEach(find: (place: MethodPlace) => object | undefined, observer: CallObserver): boolean {
  let found = false;
  for (const place of TRACED_METHODS) {
    const holder = find(place);
    if (holder === undefined) continue;
    patchMethod(holder, place.method, place.id, observer);
    found = true;
  }
  return found;
}
