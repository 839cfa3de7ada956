/**
 * Functions that make the span of a tool themselves, so that a library's own runner of tools makes no second one.
 * One set a process, however many copies of this package it loads.
 */
const KEY = Symbol.for("rootspan.traced_tools");
const holder = globalThis as { [KEY]?: WeakSet<object> };

export function markTracedTool(run: object): void {
  (holder[KEY] ??= new WeakSet()).add(run);
}

export function isTracedTool(run: object): boolean {
  return holder[KEY]?.has(run) === true;
}
