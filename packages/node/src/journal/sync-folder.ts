/** Makes the names in a folder outlive a loss of power. */
import { closeSync, fsyncSync, openSync } from "node:fs";

/** Never throws: some systems cannot sync a folder, and need not. */
export function syncFolder(folder: string): void {
  let file: number | undefined;
  try {
    file = openSync(folder, "r");
    fsyncSync(file);
  } catch {
    // Nothing to mend: the files themselves are synced.
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
