/** Which run the library's callback managers belong to. */
import type { Manager } from "./library.ts";
import type { Run } from "./run.ts";

interface Link {
  readonly run: Run | undefined;
  /** Without us there would be none: nobody else wants to hear of the run. */
  readonly isOwn: boolean;
}

/** Of managers, whose runs are children of it, and of run managers, which tell how it goes on. */
const links = new WeakMap<object, Link>();

export function linkTo(manager: object, run: Run | undefined, isOwn: boolean): void {
  links.set(manager, { run, isOwn });
}

export function runOf(manager: unknown): Run | undefined {
  return linkOf(manager)?.run;
}

/** A manager that exists only for us; not any more once the application has added handlers to it. */
export function isOwn(manager: unknown): manager is Manager {
  return linkOf(manager)?.isOwn === true && (manager as Manager).handlers.length === 0;
}

function linkOf(manager: unknown): Link | undefined {
  return typeof manager === "object" && manager !== null ? links.get(manager) : undefined;
}
