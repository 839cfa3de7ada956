/** Sees to it that there is a callback manager, and that it is known which run it belongs to. */
import { reportFault } from "../fault.ts";
import { arrayOf, objectOf } from "../json-value.ts";
import { isOwn, linkTo, runOf } from "./linked-runs.ts";
import type { Manager, ManagerClass } from "./library.ts";
import type { LibraryCall } from "./library-call.ts";

/**
 * `CallbackManager._configureSync`: gives undefined where nobody wants to hear of a run, and the library then tells of
 * none. Such a run gets a manager without handlers. Whoever has handlers gets what he would get without us: a manager
 * of ours, which holds none, is not shown to the library.
 */
export function observeConfigure({ method, receiver, args }: LibraryCall): unknown {
  const [given, ...others] = args;
  const own = isOwn(given) ? given : undefined;
  const native = method.apply(receiver, own === undefined ? args : [undefined, ...others]) as Manager | undefined;
  try {
    if (native === undefined) return createManager(receiver as ManagerClass, own, others);
    const run = runOf(given);
    if (run !== undefined && runOf(native) === undefined) linkTo(native, run, false);
  } catch (fault) {
    reportFault("making a callback manager", fault);
  }
  return native;
}

/** With tags and metadata as the library sets them. */
function createManager(Manager: ManagerClass, given: Manager | undefined, args: readonly unknown[]): Manager {
  const [, inheritableTags, localTags, inheritableMetadata, localMetadata] = args;
  // A copy of a manager of ours is one.
  const manager = given?.copy() ?? new Manager();
  if (given === undefined) linkTo(manager, undefined, true);
  manager.addTags((arrayOf(inheritableTags) ?? []) as string[]);
  manager.addTags((arrayOf(localTags) ?? []) as string[], false);
  manager.addMetadata(objectOf(inheritableMetadata) ?? {});
  manager.addMetadata(objectOf(localMetadata) ?? {}, false);
  return manager;
}

export function observeCopy({ method, receiver, args }: LibraryCall): unknown {
  return linked(method.apply(receiver, args), receiver);
}

/** The manager for what runs within a run. */
export function observeGetChild({ method, receiver, args }: LibraryCall): unknown {
  return linked(method.apply(receiver, args), receiver);
}

function linked(manager: unknown, from: object): unknown {
  if (typeof manager === "object" && manager !== null) linkTo(manager, runOf(from), isOwn(from));
  return manager;
}
