/** Puts observers in front of the library's methods, and takes them away again. */
import { isObject } from "../json-value.ts";
import { type CallObserver, patchMethod, unpatchMethod } from "../patched-method.ts";
import { CLASSES } from "./library.ts";

interface Place {
  readonly holder: object;
  readonly name: string;
  readonly id: string;
}

/** @param exported of a module, or a list of such. @returns false when nothing in there is known */
export function patchExports(exported: unknown, observer: CallObserver): boolean {
  const places = placesIn(exported);
  for (const { holder, name, id } of places) patchMethod(holder, name, id, observer);
  return places.length > 0;
}

export function unpatchExports(exported: unknown, observer: CallObserver): void {
  for (const { holder, name } of placesIn(exported)) unpatchMethod(holder, name, observer);
}

/** Patches the method where the object has it from: its class, or that one's base. */
export function patchOwnMethod(receiver: object, name: string, observer: CallObserver): void {
  let holder: object | null = receiver;
  while (holder !== null && !Object.hasOwn(holder, name)) holder = Object.getPrototypeOf(holder) as object | null;
  if (holder !== null && isReplaceable(holder, name) && Object.isExtensible(holder))
    patchMethod(holder, name, `Runnable.${name}`, observer);
}

function isReplaceable(holder: object, name: string): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(holder, name);
  return descriptor?.configurable === true && typeof descriptor.value === "function";
}

function placesIn(exported: unknown): Place[] {
  if (Array.isArray(exported)) return exported.flatMap(placesIn);
  if (!isObject(exported)) return [];
  const places: Place[] = [];
  for (const [className, methods] of Object.entries(CLASSES)) {
    const holder = exported[className];
    if (typeof holder !== "function") continue;
    const prototype = holder.prototype as object;
    const own = methods.filter((name) => Object.hasOwn(prototype, name));
    places.push(...own.map((name) => ({ holder: prototype, name, id: `${className}.${name}` })));
    if (className === "CallbackManager")
      places.push({ holder, name: "_configureSync", id: `${className}._configureSync` });
  }
  const { AsyncLocalStorageProviderSingleton: storage, getQueue } = exported;
  if (isObject(storage)) {
    const prototype = Object.getPrototypeOf(storage) as object;
    places.push({ holder: prototype, name: "runWithConfig", id: "AsyncLocalStorageProvider.runWithConfig" });
  }
  if (typeof getQueue === "function") {
    places.push({ holder: getQueue() as object, name: "add", id: "Queue.add" });
  }
  return places;
}
