/** What is too much among the folders that dead processes have left while no receiver took them. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { CLAIMED_FOLDER, FOLDER_SUFFIX, listEntries, listOurs, OWNER_FILE } from "./layout.ts";
import { nextTurn } from "./pace.ts";

export interface Surplus {
  readonly path: string;
  readonly bytes: number;
}

/** The folders that are oldest, beyond those that take so many bytes together. */
export async function findSurplus(folders: readonly string[], maxBytes: number): Promise<readonly Surplus[]> {
  const described = [];
  for (const path of folders) {
    described.push({ path, bytes: bytesOf(path), lastSignMs: statOf(join(path, OWNER_FILE)).mtimeMs });
    await nextTurn();
  }
  let total = 0;
  return described
    .sort((a, b) => b.lastSignMs - a.lastSignMs)
    .filter(({ bytes }) => {
      total += bytes;
      return total > maxBytes;
    });
}

/** With what a dead recoverer had claimed. */
function bytesOf(folder: string): number {
  const claimed = join(folder, CLAIMED_FOLDER);
  return [
    ...listEntries(folder).map((name) => statOf(join(folder, name)).size),
    ...listOurs(claimed, FOLDER_SUFFIX).map((name) => bytesOf(join(claimed, name))),
  ].reduce((sum, bytes) => sum + bytes, 0);
}

/** Zeros for what another process has just taken. */
function statOf(path: string): { readonly size: number; readonly mtimeMs: number } {
  return statSync(path, { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 };
}
