/** Opens a file as a store. */
import { realpathSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { createPriceBook, type PriceBook } from "@rootspan/model";
import type { KeyStore } from "../key-store.ts";
import type { Store } from "../store.ts";
import type { StoreSettings, TraceCall } from "../store-settings.ts";
import { AppendQueue } from "../append-queue.ts";
import { ArtifactFolder } from "./artifact-folder.ts";
import { KeyTable } from "./key-table.ts";
import type { FollowerWork } from "./follow/follower-work.ts";
import { StoreFollower } from "./follow/store-follower.ts";
import { lockStore } from "./lock-store.ts";
import { openReader, openWriter, prepareFile } from "./open-database.ts";
import type { Pace } from "./read/session-walk.ts";
import type { StoreReads } from "./read/store-reads.ts";
import { prepareSearchFile } from "./search/search-file.ts";
import { SessionRemovals } from "./session-removals.ts";
import { openArtifactStore } from "./sqlite-artifact-store.ts";
import { SqliteKeyStore } from "./sqlite-key-store.ts";
import { SqliteMaintenance } from "./sqlite-maintenance.ts";
import { SqliteSessionChanges } from "./sqlite-session-changes.ts";
import { SqliteSessionStore } from "./sqlite-session-store.ts";
import type { Calls } from "./thread/calls.ts";
import { ReaderPool } from "./thread/reader-pool.ts";
import { ThreadCalls } from "./thread/thread-calls.ts";
import { fromTransfer } from "./thread/transfer-error.ts";
import { toStoreError } from "./to-store-error.ts";
import { givenBuffers } from "./write/given-buffers.ts";
import { prepareSpans } from "./write/prepare-spans.ts";
import { tellingCalls } from "./write/telling-calls.ts";
import type { WriteBatch } from "./write/project-changes.ts";
import type { StoreWrites } from "./write/store-writes.ts";

export interface SqliteStoreSettings extends StoreSettings {
  readonly path: string;
  /** How long is gone after what a question asks for. */
  readonly pace?: Pace;
}

const DEFAULT_MAX_WAITING_SPANS = 100_000;
const DEFAULT_IDLE_TIMEOUT_MS = 900_000;

/** While one group of appends is written, the next one is copied to the thread that writes. */
const GROUPS_AT_ONCE = 2;

/** Besides the one that writes. Each has a cache of its own. */
const READERS = 2;

/** For the one server of a file. @throws StoreError `in_use`, `newer`, `foreign` or `unavailable` */
export async function openSqliteStore(settings: SqliteStoreSettings): Promise<Store> {
  const { path, prices = {} } = settings;
  const book = createPriceBook(prices);
  prepareFile(path, book);
  const lock = lockStore(path);
  prepareSearchFile(path);
  const keyReader = openReader(path);
  const reads = new ReaderPool(READERS, path, settings.pace);
  const writes = new ThreadCalls<StoreWrites>({ role: "writer", path, prices }, (name, args) =>
    name === "writeSpans" ? givenBuffers(...(args as Parameters<StoreWrites["writeSpans"]>)) : [],
  );
  const work = new ThreadCalls<FollowerWork>({ role: "follower", path });
  const close = async (): Promise<void> => {
    await Promise.all([reads.close(), work.close()]);
    // The last connection moves the log into the file.
    keyReader.close();
    await writes.close();
    lock.release();
  };
  try {
    return await assemble(settings, {
      reads: traced("read", reads, settings.trace),
      writes: traced("write", writes, settings.trace),
      work,
      keyReader,
      prices: book,
      close,
    });
  } catch (error) {
    await close();
    throw error;
  }
}

function traced<T>(role: string, calls: Calls<T>, trace: TraceCall | undefined): Calls<T> {
  if (trace === undefined) return calls;
  return { call: (name, ...args) => trace(`store ${role} ${name}`, () => calls.call(name, ...args)) };
}

interface OpenFile {
  readonly reads: Calls<StoreReads>;
  readonly writes: Calls<StoreWrites>;
  readonly work: Calls<FollowerWork>;
  /** Every request asks for its key, which is found sooner than another thread is asked. */
  readonly keyReader: DatabaseSync;
  readonly prices: PriceBook;
  readonly close: () => Promise<void>;
}

async function assemble(settings: SqliteStoreSettings, file: OpenFile): Promise<Store> {
  const { path, maxWaitingSpans = DEFAULT_MAX_WAITING_SPANS } = settings;
  const { now = Date.now, idleTimeoutMs = DEFAULT_IDLE_TIMEOUT_MS } = settings;
  const aliveSinceMs = (): number => now() - idleTimeoutMs;
  const { reads } = file;
  const changes = new SqliteSessionChanges({
    lastSequence: await file.writes.call("lastSequence"),
    readChanged: (...args) => reads.call("changedSince", ...args),
    onChange: () => follower.wake(),
  });
  const writes = tellingCalls(file.writes, changes);
  const queue = new AppendQueue<WriteBatch>({
    prepare: ({ spans, sent, ...batch }) => ({ ...batch, groups: prepareSpans(spans, file.prices, sent) }),
    write: async (batches) => {
      const { changes: told, faults } = await writes.call("writeSpans", batches);
      return { changes: told, faults: faults.map((fault) => fault && toStoreError(fromTransfer(fault))) };
    },
    groupsAtOnce: GROUPS_AT_ONCE,
    maxWaitingSpans,
    tell: (told) => changes.tell(told),
  });
  const follower: StoreFollower = new StoreFollower({
    work: file.work,
    writes,
    takenSpans: () => queue.takenSpans,
    packRequest: () => ({ nowMs: now(), aliveSinceMs: aliveSinceMs() }),
  });
  const artifacts = await openArtifactStore({ reads, writes, folder: new ArtifactFolder(artifactFolderOf(path)) });
  const removals = new SessionRemovals(writes, artifacts);
  return {
    sessions: new SqliteSessionStore({ queue, reads, writes, removals, aliveSinceMs }),
    changes,
    analytics: {
      analyse: (projectId, { filter = {}, ...request }) =>
        reads.call("analyse", { projectId, filter, aliveSinceMs: aliveSinceMs() }, request),
    },
    maintenance: new SqliteMaintenance({ path, queue, reads, writes, removals, follower }),
    artifacts,
    keys: new SqliteKeyStore(new KeyTable(file.keyReader), {
      addKey: (key) => writes.call("addKey", key),
      removeKey: (id) => writes.call("removeKey", id),
    }),
    check: async () => void (await reads.call("lastSequence")),
    close: async () => {
      // Both refuse at once what comes from now on.
      await Promise.all([queue.close(), artifacts.close(), follower.close()]);
      await file.close();
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
  prepareFile(path, createPriceBook());
  const database = openWriter(path);
  const table = new KeyTable(database);
  const keys = new SqliteKeyStore(table, {
    addKey: async (key) => table.add(key),
    removeKey: async (id) => table.remove(id),
  });
  return { keys, close: () => database.close() };
}
