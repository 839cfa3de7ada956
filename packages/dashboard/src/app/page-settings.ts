/** What the reader chose for these pages, kept in this browser. Nothing of a session or a key is ever kept there. */
import { useCallback, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

/** The value kept under a name, as text; undefined where there is none or storage is forbidden. */
export function readSetting(name: string): string | undefined {
  try {
    return localStorage.getItem(`rootspan.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param value undefined forgets it */
export function writeSetting(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`rootspan.${name}`);
    else localStorage.setItem(`rootspan.${name}`, value);
  } catch {
    // It holds for this page only then.
  }
  for (const listener of listeners) listener();
}

export function useSetting(name: string): readonly [string | undefined, (value: string | undefined) => void] {
  const value = useSyncExternalStore(subscribe, () => readSetting(name));
  return [value, useCallback((next) => writeSetting(name, next), [name])];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
