/** A copy of a store in one file, as of one moment, while it is written to. */
import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../store-error.ts";
import { syncFolder } from "./artifact-folder.ts";
import { toStoreError } from "./to-store-error.ts";

/** @throws StoreError `unavailable`, also where there is a file already */
export async function writeBackup(path: string, file: string): Promise<void> {
  if (existsSync(file)) throw new StoreError("unavailable", `${file} exists already`);
  const part = `${file}.part`;
  try {
    await rm(part, { force: true });
    copy(path, part);
    await syncFile(part);
    await rename(part, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw toStoreError(error);
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** SQLite's own backup begins again whenever somebody writes; this one reads a single snapshot. */
function copy(path: string, part: string): void {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    database.prepare("VACUUM INTO ?").run(part);
  } finally {
    database.close();
  }
}
