/** What lies in the folder of a journal. */
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";

/** Files that hold spans or roots, as paths in the folder. */
export function listHeld(journal: string): readonly string[] {
  return listAll(journal).filter((path) => /\.(jsonl|root|refused)$/.test(path));
}

/** Everything, of any kind. */
export function listAll(journal: string): readonly string[] {
  try {
    return readdirSync(journal, { recursive: true, encoding: "utf8" });
  } catch {
    return [];
  }
}

/** A process that dies while it makes or removes a folder leaves it empty; those are swept once they are old. */
export function age(journal: string): void {
  const yesterday = Date.now() / 1_000 - 86_400;
  for (const path of [...listAll(journal)].toReversed()) utimesSync(join(journal, path), yesterday, yesterday);
}
