/** Puts observers in front of the library's methods, once a place, and takes them away again. */
import { findPrototype, findResource, type Method, type MethodPlace } from "./library.ts";
import { TRACED_METHODS } from "./methods.ts";
import { RUNNER_ID, RUNNER_METHOD } from "./responses-tool-runner.ts";

/** Who wants to see the calls. The first that is enabled sees them. */
export interface CallObserver {
  isEnabled(): boolean;
  /** Makes the call by `method`, exactly once. `id` is that of a `MethodPlace`. */
  observe(id: string, method: Method, resource: object, parameters: unknown[]): unknown;
}

interface Patch {
  readonly original: Method;
  readonly replacement: Method;
  readonly observers: CallObserver[];
}

/**
 * On a patched object: its patches by method name. A mark on the object and not on the function, so that it is found
 * when another vendor has wrapped our function since; a global symbol, so that every copy of this package finds it.
 */
const PATCHES = Symbol.for("rootspan.openai.patches");

type Patches = Record<string, Patch>;

/** False when nothing in there is known. */
export function patchClass(openaiClass: object, observer: CallObserver): boolean {
  return patchEach((place) => findPrototype(openaiClass, place), observer);
}

export function patchClient(client: object, observer: CallObserver): boolean {
  return patchEach((place) => findResource(client, place), observer);
}

export function unpatchClass(openaiClass: object, observer: CallObserver): void {
  for (const place of TRACED_METHODS) {
    const prototype = findPrototype(openaiClass, place);
    if (prototype !== undefined) unpatchMethod(prototype, place.method, observer);
  }
}

/** @param toolRunner the class `ResponsesToolRunner` */
export function patchToolRunner(toolRunner: object, observer: CallObserver): boolean {
  patchMethod(toolRunner, { id: RUNNER_ID, path: [], method: RUNNER_METHOD }, observer);
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
    patchMethod(holder, place, observer);
    found = true;
  }
  return found;
}

function patchMethod(holder: object, { id, method: name }: MethodPlace, observer: CallObserver): void {
  const patches = patchesOf(holder);
  const known = patches[name];
  if (known !== undefined) {
    if (!known.observers.includes(observer)) known.observers.push(observer);
    return;
  }
  const original = (holder as Readonly<Record<string, Method>>)[name]!;
  const observers = [observer];
  const replacement: Method = function (this: unknown, ...parameters) {
    const active = observers.find((candidate) => candidate.isEnabled());
    return active === undefined
      ? original.apply(this, parameters)
      : active.observe(id, original, this as object, parameters);
  };
  Object.defineProperty(replacement, "name", { value: original.name, configurable: true });
  Object.defineProperty(replacement, "length", { value: original.length, configurable: true });
  Object.defineProperty(holder, name, { value: replacement, configurable: true, writable: true, enumerable: false });
  patches[name] = { original, replacement, observers };
}

function unpatchMethod(holder: object, name: string, observer: CallObserver): void {
  const patches = patchesOf(holder);
  const patch = patches[name];
  if (patch === undefined) return;
  const position = patch.observers.indexOf(observer);
  if (position >= 0) patch.observers.splice(position, 1);
  // Under another vendor's wrapper the function must stay; without observers it only passes the call on.
  if (patch.observers.length > 0 || (holder as Readonly<Record<string, unknown>>)[name] !== patch.replacement) return;
  Object.defineProperty(holder, name, { value: patch.original, configurable: true, writable: true, enumerable: false });
  delete patches[name];
}

function patchesOf(holder: object): Patches {
  const marked = holder as { [PATCHES]?: Patches };
  if (!Object.hasOwn(holder, PATCHES)) {
    Object.defineProperty(holder, PATCHES, { value: Object.create(null) as Patches, configurable: true });
  }
  return marked[PATCHES]!;
}
