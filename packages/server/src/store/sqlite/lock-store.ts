/**
 * Keeps two servers from one store. The lock is an exclusive transaction on a file of its own beside the store: the
 * operating system gives it back when the process ends in whatever way, so it is never stale.
 */
import { realpathSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../store-error.ts";

export interface StoreLock {
  release(): void;
}

/** SQLITE_BUSY: https://www.sqlite.org/rescode.html#busy */
const BUSY = 5;

/** @throws StoreError `in_use` */
export function lockStore(path: string): StoreLock {
  const file = new DatabaseSync(`${realpathSync(path)}-lock`);
  try {
    file.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode !== BUSY) throw error;
    throw new StoreError("in_use", `another rootspan server is using the store ${path}`);
  }
  return { release: () => file.close() };
}
