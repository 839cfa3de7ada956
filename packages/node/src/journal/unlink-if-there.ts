/** Deletes a file, whether or not another process was quicker. */
import { unlinkSync } from "node:fs";
import { isMissing } from "./layout.ts";

/** @throws the file system's error, but not when there is no such file */
export function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
