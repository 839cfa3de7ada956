/** Opens a file as a store. */
import { realpathSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { createPriceBook, type PriceBook, type PriceOverrides } from "@rootspan/model";
import type { KeyStore } from "../key-store.ts";
import type { Store } from "../store.ts";
import { AppendQueue } from "./append-queue.ts";
import { ArtifactFolder } from "./artifact-folder.ts";
import { KeyTable } from "./key-table.ts";
import { lockStore, type StoreLock } from "./lock-store.ts";
import { openDatabase, openReader } from "./open-database.ts";
import { StoreReads } from "./read/store-reads.ts";
import { SessionRemovals } from "./session-removals.ts";
import { openArtifactStore } from "./sqlite-artifact-store.ts";
import { SqliteKeyStore } from "./sqlite-key-store.ts";
import { SqliteMaintenance } from "./sqlite-maintenance.ts";
import { SqliteSessionChanges } from "./sqlite-session-changes.ts";
import { SqliteSessionStore } from "./sqlite-session-store.ts";
import { callsOf } from "./thread/calls.ts";
import { tellingCalls } from "./write/telling-calls.ts";
import { StoreWrites } from "./write/store-writes.ts";

export interface SqliteStoreSettings {
  readonly path: string;
  /** The user's own prices, of calls whose spans do not say what they cost. */
  readonly prices?: PriceOverrides;
  /** Appends beyond this are refused as `busy`. */
  readonly maxWaitingSpans?: number;
  /** After this time without data a session without an end no longer runs. */
  readonly idleTimeoutMs?: number;
  /** The server's clock: milliseconds since 1970. */
  readonly now?: () => number;
}

const DEFAULT_MAX_WAITING_SPANS = 100_000;
const DEFAULT_IDLE_TIMEOUT_MS = 900_000;

/** For the one server of a file. @throws StoreError `in_use`, `newer`, `foreign` or `unavailable` */
export async function openSqliteStore(settings: SqliteStoreSettings): Promise<Store> {
  const { path } = settings;
  const prices = createPriceBook(settings.prices);
  const writer = openDatabase(path, prices);
  let lock: StoreLock | undefined;
  let reader: DatabaseSync | undefined;
  try {
    lock = lockStore(path);
    reader = openReader(path);
    return await assemble(settings, { writer, reader, lock, prices });
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
  readonly prices: PriceBook;
}

async function assemble(settings: SqliteStoreSettings, { writer, reader, lock, prices }: OpenFile): Promise<Store> {
  const { path, maxWaitingSpans = DEFAULT_MAX_WAITING_SPANS } = settings;
  const { now = Date.now, idleTimeoutMs = DEFAULT_IDLE_TIMEOUT_MS } = settings;
  const storeReads = new StoreReads(reader);
  const storeWrites = new StoreWrites(writer, prices);
  const reads = callsOf(storeReads);
  const changes = new SqliteSessionChanges(storeReads.lastSequence(), (...args) => reads.call("changedSince", ...args));
  const writes = tellingCalls(callsOf(storeWrites), changes);
  const queue = new AppendQueue((batches) => changes.tell(storeWrites.writeSpans(batches)), maxWaitingSpans);
  const folder = new ArtifactFolder(artifactFolderOf(path));
  const artifacts = await openArtifactStore({ reads, writes, folder });
  const removals = new SessionRemovals(writes, artifacts);
  const keys = new SqliteKeyStore(new KeyTable(reader), {
    addKey: (key) => writes.call("addKey", key),
    removeKey: (id) => writes.call("removeKey", id),
  });
  return {
    sessions: new SqliteSessionStore({ queue, reads, writes, removals, aliveSinceMs: () => now() - idleTimeoutMs }),
    changes,
    analytics: {
      analyse: (projectId, { filter = {}, ...request }) =>
        reads.call("analyse", { projectId, filter, aliveSinceMs: now() - idleTimeoutMs }, request),
    },
    maintenance: new SqliteMaintenance({ path, queue, reads, writes, removals }),
    artifacts,
    keys,
    check: async () => void (await reads.call("lastSequence")),
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
  const database = openDatabase(path, createPriceBook());
  const table = new KeyTable(database);
  const keys = new SqliteKeyStore(table, {
    addKey: async (key) => table.add(key),
    removeKey: async (id) => table.remove(id),
  });
  return { keys, close: () => database.close() };
}
