/** Puts observers in front of a method, once a place, and takes them away again. */

export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Who wants to see the calls. The first that is enabled sees them. */
export interface CallObserver {
  isEnabled(): boolean;
  /** Makes the call by `method`, exactly once. `id` says which place it is. */
  observe(id: string, method: Method, receiver: object, parameters: unknown[]): unknown;
}

interface Patch {
  readonly original: Method;
  readonly replacement: Method;
  readonly observers: CallObserver[];
}

type Patches = Record<string, Patch>;

/**
 * On a patched object: its patches by method name. A mark on the object and not on the function, so that it is found
 * when another vendor has wrapped our function since; a global symbol, so that every copy of this package finds it.
 */
const PATCHES = Symbol.for("rootspan.patches");

/** @param holder has the method itself, not only by inheritance */
export function patchMethod(holder: object, name: string, id: string, observer: CallObserver): void {
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
  replace(holder, name, replacement);
  patches[name] = { original, replacement, observers };
}

export function unpatchMethod(holder: object, name: string, observer: CallObserver): void {
  const patches = patchesOf(holder);
  const patch = patches[name];
  if (patch === undefined) return;
  const position = patch.observers.indexOf(observer);
  if (position >= 0) patch.observers.splice(position, 1);
  // Under another vendor's wrapper the function must stay; without observers it only passes the call on.
  if (patch.observers.length > 0 || (holder as Readonly<Record<string, unknown>>)[name] !== patch.replacement) return;
  replace(holder, name, patch.original);
  delete patches[name];
}

function replace(holder: object, name: string, method: Method): void {
  Object.defineProperty(holder, name, { value: method, configurable: true, writable: true, enumerable: false });
}

function patchesOf(holder: object): Patches {
  const marked = holder as { [PATCHES]?: Patches };
  if (!Object.hasOwn(holder, PATCHES)) {
    Object.defineProperty(holder, PATCHES, { value: Object.create(null) as Patches, configurable: true });
  }
  return marked[PATCHES]!;
}
