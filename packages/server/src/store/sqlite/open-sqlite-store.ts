/** Opens a file as a store. */
import { realpathSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { PriceBook } from "@rootspan/model";
import type { KeyStore } from "../key-store.ts";
import type { Store } from "../store.ts";
import { AppendQueue } from "./append-queue.ts";
import { ArtifactFolder } from "./artifact-folder.ts";
import { ArtifactRows } from "./artifact-rows.ts";
import { lockStore, type StoreLock } from "./lock-store.ts";
import { openDatabase, openReader } from "./open-database.ts";
import { SpanWriter } from "./span-writer.ts";
import { openArtifactStore } from "./sqlite-artifact-store.ts";
import { SqliteKeyStore } from "./sqlite-key-store.ts";
import { SqliteSessionStore } from "./sqlite-session-store.ts";

export interface SqliteStoreSettings {
  readonly path: string;
  /** Says what calls cost whose spans do not. */
  readonly prices: PriceBook;
  /** Appends beyond this are refused as `busy`. */
  readonly maxWaitingSpans?: number;
}

/** For the one server of a file. @throws StoreError `in_use`, `newer`, `foreign` or `unavailable` */
export function openSqliteStore({ path, prices, maxWaitingSpans = 100_000 }: SqliteStoreSettings): Store {
  const writer = openDatabase(path);
  let lock: StoreLock | undefined;
  let reader: DatabaseSync | undefined;
  try {
    lock = lockStore(path);
    reader = openReader(path);
    return assemble({ path, prices, maxWaitingSpans }, { writer, reader, lock });
  } catch (error) {
    reader?.close();
    lock?.release();
    writer.close();
    throw error;
  }
}

interface OpenFile {
  readonly writer: DatabaseSync;
  readonly reader: DatabaseSync;
  readonly lock: StoreLock;
}

function assemble(
  { path, prices, maxWaitingSpans }: Required<SqliteStoreSettings>,
  { writer, reader, lock }: OpenFile,
): Store {
  const spanWriter = new SpanWriter(writer, prices);
  const queue = new AppendQueue((batches) => spanWriter.write(batches), maxWaitingSpans);
  const rows = new ArtifactRows(writer, reader);
  const artifacts = openArtifactStore(rows, new ArtifactFolder(artifactFolderOf(path)));
  const ping = reader.prepare("SELECT 1");
  return {
    sessions: new SqliteSessionStore(queue, reader),
    artifacts,
    keys: new SqliteKeyStore(writer),
    check: async () => void ping.get(),
    close: async () => {
      queue.close();
      await artifacts.close();
      reader.close();
      writer.close();
      lock.release();
    },
  };
}

/** Beside the file itself, by whatever name it was opened. */
function artifactFolderOf(path: string): string {
  return `${realpathSync(path)}.artifacts`;
}

export interface OpenKeyStore {
  readonly keys: KeyStore;
  close(): void;
}

/** For the command line: works beside a server that has the file open. @throws StoreError `newer` or `foreign` */
export function openSqliteKeyStore(path: string): OpenKeyStore {
  const database = openDatabase(path);
  return { keys: new SqliteKeyStore(database), close: () => database.close() };
}
