/** Opens a store's file: settings, checks and migrations. */
import { randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import type { PriceBook } from "@rootspan/model";
import { StoreError } from "../store-error.ts";
import { lockStore } from "./lock-store.ts";
import { replayLegacy } from "./legacy/replay-legacy.ts";
import { APPLICATION_ID, DEFAULT_PROJECT, INDEXES_OF_4, SCHEMA, SCHEMA_VERSION } from "./schema.ts";

/**
 * How long a connection waits for another one: the command line writes keys to the same file, and whoever opens a log
 * first has it alone for a moment. It blocks the thread.
 */
export const WAIT_FOR_LOCK_MS = 1_000;

const WRITER_CACHE_KIB = 64 * 1024;
const READER_CACHE_KIB = 16 * 1024;
const READER_MAPPED_BYTES = 2 ** 30;

/**
 * Makes a store of an empty or missing file, and brings one of an older version up to date.
 * @param prices of calls in spans that an older version stored
 * @throws StoreError `newer`, `foreign` or `in_use`
 */
export function prepareFile(path: string, prices: PriceBook): void {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
    database.exec(`PRAGMA busy_timeout = ${WAIT_FOR_LOCK_MS}`);
    checkOwner(database, path);
    // Takes effect on an empty file only.
    database.exec("PRAGMA page_size = 8192");
    database.exec("PRAGMA journal_mode = WAL");
    migrate(database, path, prices);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError("foreign", `cannot open the store ${path}: ${reasonOf(error)}`, { cause: error });
  } finally {
    database?.close();
  }
}

/** A connection that writes to a file that is prepared. */
export function openWriter(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.exec(`PRAGMA busy_timeout = ${WAIT_FOR_LOCK_MS}`);
  // The commit is on the disk before it returns; without FULL the last commits could be lost with the power.
  database.exec("PRAGMA synchronous = FULL");
  database.exec("PRAGMA wal_autocheckpoint = 8000");
  database.exec(`PRAGMA cache_size = -${WRITER_CACHE_KIB}`);
  return database;
}

/** A connection that only reads; it sees what was last committed, also while another one writes. */
export function openReader(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true });
  database.exec(`PRAGMA busy_timeout = ${WAIT_FOR_LOCK_MS}`);
  database.exec(`PRAGMA cache_size = -${READER_CACHE_KIB}`);
  // What is not in the log is read where the operating system has it, without a copy.
  database.exec(`PRAGMA mmap_size = ${READER_MAPPED_BYTES}`);
  return database;
}

function checkOwner(database: DatabaseSync, path: string): void {
  const owner = readPragma(database, "application_id");
  const tables = database.prepare("SELECT count(*) AS count FROM sqlite_schema").get()!["count"];
  if (owner !== APPLICATION_ID && !(owner === 0 && tables === 0)) {
    throw new StoreError("foreign", `${path} is a database, but not a store of rootspan`);
  }
  const version = readPragma(database, "user_version");
  if (version > SCHEMA_VERSION) {
    throw new StoreError(
      "newer",
      `${path} was written by a newer rootspan (schema ${version}, this one knows up to ${SCHEMA_VERSION})`,
    );
  }
}

/** Under the server's lock, so that no server of the old version works on it meanwhile; see `lockStore`. */
function migrate(database: DatabaseSync, path: string, prices: PriceBook): void {
  if (readPragma(database, "user_version") === SCHEMA_VERSION) return;
  const lock = lockStore(path);
  try {
    database.exec("BEGIN IMMEDIATE");
    const version = readPragma(database, "user_version");
    if (version === 3) {
      database.exec(INDEXES_OF_4);
    } else if (version > 0 && version < 3) {
      replayLegacy(database, version, prices);
    } else if (version === 0) {
      database.exec(SCHEMA);
      database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
      database.prepare("INSERT INTO projects (public_id, name) VALUES (?, ?)").run(randomUUID(), DEFAULT_PROJECT);
    }
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    database.exec("COMMIT");
  } finally {
    if (database.isTransaction) database.exec("ROLLBACK");
    lock.release();
  }
}

function readPragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()![name]);
}

function reasonOf(error: unknown): string {
  const { errstr, message } = error as { errstr?: string; message?: string };
  return errstr ?? message ?? "unknown";
}
