/**
 * The search index, a file of its own beside the store: it is written by another thread than sessions are, and can be
 * made again from them at any time.
 *
 * `texts` holds words of chunks, without the texts themselves; `documents` says whose they are. `vocabulary` has every
 * word once, to find those that contain a part.
 */
import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { WAIT_FOR_LOCK_MS } from "../open-database.ts";

const SEARCH_VERSION = 1;

/** `ascii` splits at spaces only, since nothing else is between words: see `wordsOf`. */
const SCHEMA = `
CREATE VIRTUAL TABLE texts USING fts5(words, content = '', contentless_delete = 1, tokenize = 'ascii');
CREATE TABLE documents (id INTEGER PRIMARY KEY, session INTEGER NOT NULL, sequence INTEGER NOT NULL) STRICT;
CREATE INDEX documents_by_session ON documents (session);
CREATE TABLE vocabulary (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE progress (sequence INTEGER NOT NULL) STRICT;
INSERT INTO progress VALUES (0);
PRAGMA user_version = ${SEARCH_VERSION};
`;

export function searchFileOf(path: string): string {
  return `${path}.search`;
}

/** A file that cannot be used is begun anew. */
export function prepareSearchFile(path: string): void {
  const file = searchFileOf(path);
  try {
    prepare(file);
  } catch {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
    prepare(file);
  }
}

/** The connection that writes. What a loss of power takes is indexed again. */
export function openSearchWriter(path: string): DatabaseSync {
  const database = new DatabaseSync(searchFileOf(path), { timeout: WAIT_FOR_LOCK_MS });
  database.exec("PRAGMA synchronous = NORMAL");
  return database;
}

/** For a connection to the store that reads. */
export function attachSearch(database: DatabaseSync, path: string): void {
  database.prepare("ATTACH ? AS search").run(searchFileOf(path));
}

function prepare(file: string): void {
  const database = new DatabaseSync(file, { timeout: WAIT_FOR_LOCK_MS });
  try {
    database.exec("PRAGMA journal_mode = WAL");
    const version = database.prepare("PRAGMA user_version").get()!["user_version"];
    if (version === SEARCH_VERSION) return;
    if (version !== 0) throw new Error(`the search index is of version ${String(version)}`);
    database.exec(`BEGIN; ${SCHEMA} COMMIT;`);
  } finally {
    database.close();
  }
}
