/** Which run the library's callback managers belong to. */
import { isObject } from "../json-value.ts";
import type { Manager } from "./library.ts";
import type { Run } from "./run.ts";

interface Link {
  readonly run: Run | undefined;
  /** Without us there would be none: nobody else wants to hear of the run. */
  readonly isOwn: boolean;
}

/** Of managers, whose runs are children of it, and of run managers, which tell how it goes on. */
const links = new WeakMap<object, Link>();

/** Those that somebody hears of, by the library's ids. */
const openRuns = new Map<string, Run>();

/**
 * On the metadata of managers of ours. The library makes one manager of two by their parts, and of ours there is no
 * other part left: neither handlers nor ids.
 */
const MARK = Symbol("rootspan.link");

interface Marked {
  [MARK]?: Link;
}

export function linkTo(manager: object, run: Run | undefined, isOwn: boolean): void {
  const link = { run, isOwn };
  links.set(manager, link);
  if (isOwn && isManager(manager)) (manager.metadata as Marked)[MARK] = link;
}

export function rememberById(id: string, run: Run): void {
  if (!run.isOpen) return;
  openRuns.set(id, run);
  run.whenEnded(() => openRuns.delete(id));
}

export function runOf(manager: unknown): Run | undefined {
  return linkOf(manager)?.run;
}

/** A manager that exists only for us; not any more once the application has added handlers to it. */
export function isOwn(manager: unknown): manager is Manager {
  return linkOf(manager)?.isOwn === true && (manager as Manager).handlers.length === 0;
}

function linkOf(manager: unknown): Link | undefined {
  if (!isObject(manager)) return undefined;
  const known = links.get(manager);
  if (known !== undefined || !isManager(manager)) return known;
  const link = linkOfParts(manager);
  if (link !== undefined) links.set(manager, link);
  return link;
}

/** Of a manager that the library has made of others. */
function linkOfParts({ _parentRunId: parentId, metadata, handlers }: Manager): Link | undefined {
  const marked = metadata as Marked;
  const link = marked[MARK];
  // Handlers are told the metadata.
  if (handlers.length > 0) delete marked[MARK];
  const parent = parentId === undefined ? undefined : openRuns.get(parentId);
  return parent === undefined ? link : { run: parent, isOwn: false };
}

/** And not a run manager, which has the id of its run. */
function isManager(value: object): value is Manager {
  return "inheritableMetadata" in value && !("runId" in value);
}
