/** Keys that do something on a page: declared where they work, and listed by `?`. */
import { useEffect, useRef } from "react";

export interface Shortcut {
  /** As `KeyboardEvent.key` has it: `j`, `?`, `Escape`. */
  readonly key: string;
  /** What it does, as the help shows it. */
  readonly does: string;
  readonly run: (event: KeyboardEvent) => void;
}

/** All that work now, the page's own last. */
const active: (readonly Shortcut[])[] = [];

export function activeShortcuts(): readonly Shortcut[] {
  return active.flat();
}

/** They work while the component is shown, and nobody is writing, and no modifier is held. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const declared = latest.current.map((shortcut, index): Shortcut => ({
      ...shortcut,
      run: (event) => latest.current[index]?.run(event),
    }));
    active.push(declared);
    return () => void active.splice(active.indexOf(declared), 1);
  }, []);
}

/** One listener for all. */
export function listenForShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isWriting(event.target)) return;
    const shortcut = activeShortcuts().findLast(({ key }) => key === event.key);
    if (shortcut === undefined) return;
    event.preventDefault();
    shortcut.run(event);
  };
  addEventListener("keydown", onKeyDown);
  return () => removeEventListener("keydown", onKeyDown);
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // A dialog and a menu have keys of their own.
  return (
    target.isContentEditable ||
    target.closest('input:not([type="checkbox"], [type="range"]), textarea, select, [role="dialog"], [role="menu"]') !==
      null
  );
}
