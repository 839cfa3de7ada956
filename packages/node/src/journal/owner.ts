/** Who owns a folder of the journal, and whether that process is dead. */
import { readFileSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { isMissing, OWNER_FILE } from "./layout.ts";
import { fateOf, markOwnProcess, type ProcessMark } from "./process-fate.ts";

/** A folder of another format is left to those who know it. */
const FORMAT = 1;

/** How long a process on this machine, whose fate cannot be looked up, must have given no sign of life. */
const LOCAL_SILENCE_MS = 5 * 60_000;
/** The same for other machines, whose clocks may be wrong by minutes, and for numbers that may be another process. */
const FOREIGN_SILENCE_MS = 15 * 60_000;

interface Owner extends ProcessMark {
  readonly format: number;
  readonly host: string;
  /** 0 in the main thread. For people: a folder dies with its process. */
  readonly thread: number;
  /** See `JournalSettings`. */
  readonly application?: string | undefined;
  /** The owner lives, but is done with the folder. */
  readonly isReleased: boolean;
}

/** The content of `owner.json` for a folder of this process. */
export function describeOwner(isReleased: boolean, application: string | undefined): string {
  const mark = markOwnProcess();
  const owner: Owner = { format: FORMAT, host: hostname(), thread: threadId, ...mark, application, isReleased };
  return `${JSON.stringify(owner)}\n`;
}

/**
 * Whether nobody writes in the folder any more.
 * @param nowMs milliseconds since 1970
 */
export function isAbandoned(folder: string, nowMs: number): boolean {
  let silenceMs: number;
  let owner: Owner | undefined;
  try {
    const path = join(folder, OWNER_FILE);
    silenceMs = nowMs - statSync(path).mtimeMs;
    owner = parseOwner(readFileSync(path, "utf8"));
  } catch (error) {
    // Whoever removes a folder removes this file last but one; it may also have died then.
    return isMissing(error) && nowMs - mtimeOf(folder, nowMs) > FOREIGN_SILENCE_MS;
  }
  if (owner === undefined) return silenceMs > FOREIGN_SILENCE_MS;
  if (owner.format !== FORMAT) return false;
  if (owner.isReleased) return true;
  const fate = isHere(owner) ? fateOf(owner) : "unknown";
  if (fate !== "unknown") return fate === "gone";
  const isLocal = owner.bootId !== undefined && owner.bootId === markOwnProcess().bootId;
  return silenceMs > (isLocal ? LOCAL_SILENCE_MS : FOREIGN_SILENCE_MS);
}

/** Whether a process of this application has written in the folder; false where it is not known. */
export function isOfApplication(folder: string, application: string): boolean {
  try {
    return parseOwner(readFileSync(join(folder, OWNER_FILE), "utf8"))?.application === application;
  } catch {
    return false;
  }
}

/** Without a boot id the name of the host is all that tells one machine from another. */
function isHere(owner: Owner): boolean {
  return owner.bootId !== undefined || owner.host === hostname();
}

/** Undefined when a loss of power left nothing that can be read. */
function parseOwner(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Partial<Owner> | null;
    const isOwner = typeof owner?.format === "number" && Number.isInteger(owner.pid) && owner.pid! > 0;
    return isOwner ? (owner as Owner) : undefined;
  } catch {
    return undefined;
  }
}

function mtimeOf(folder: string, fallbackMs: number): number {
  try {
    return statSync(folder).mtimeMs;
  } catch {
    return fallbackMs;
  }
}
