/** Opens a database of ClickHouse as a store. Any number of servers may have it open. */
import { randomUUID } from "node:crypto";
import { createPriceBook } from "@rootspan/model";
import { type AppendBatch, AppendQueue } from "../append-queue.ts";
import type { KeyStore } from "../key-store.ts";
import type { StoreSettings } from "../store-settings.ts";
import type { Store } from "../store.ts";
import { AnalyticsReader } from "./analytics-reader.ts";
import { ArtifactTable } from "./artifact-table.ts";
import { ClickhouseArtifactStore } from "./clickhouse-artifact-store.ts";
import { ClickhouseKeyStore } from "./clickhouse-key-store.ts";
import { ClickhouseMaintenance } from "./clickhouse-maintenance.ts";
import { ClickhouseSessionChanges } from "./clickhouse-session-changes.ts";
import { ClickhouseSessionStore } from "./clickhouse-session-store.ts";
import { Clock } from "./clock.ts";
import { type Database, openDatabase } from "./database.ts";
import { ProjectSizes } from "./project-sizes.ts";
import { Projects } from "./projects.ts";
import { prepareDatabase } from "./schema.ts";
import { SessionDerivation } from "./session-derivation.ts";
import { SessionEditWriter } from "./session-edit-writer.ts";
import { SessionLister } from "./session-lister.ts";
import { SessionReader } from "./session-reader.ts";
import { SpanWriter } from "./span-writer.ts";
import { StoreRepair } from "./store-repair.ts";
import { TraceSessions } from "./trace-sessions.ts";
import { Turns } from "./turns.ts";

export interface ClickhouseStoreSettings extends StoreSettings {
  /** As `http://user:password@host:8123/database`. */
  readonly url: string;
}

const DEFAULT_MAX_WAITING_SPANS = 100_000;
const DEFAULT_IDLE_TIMEOUT_MS = 900_000;

/** @throws StoreError `newer`, `foreign` or `unavailable`; StartError when the client is not installed */
export async function openClickhouseStore(settings: ClickhouseStoreSettings): Promise<Store> {
  const database = await openDatabase(settings.url, settings.trace);
  try {
    await prepareDatabase(database);
    return await assemble(settings, database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function assemble(settings: ClickhouseStoreSettings, database: Database): Promise<Store> {
  const { prices = {}, maxWaitingSpans = DEFAULT_MAX_WAITING_SPANS } = settings;
  const { now = Date.now, idleTimeoutMs = DEFAULT_IDLE_TIMEOUT_MS } = settings;
  const aliveSinceMs = (): number => now() - idleTimeoutMs;
  const server = randomUUID();
  const lastSequence = await readLastSequence(database);
  const clock = await Clock.start(database, lastSequence);
  const projects = new Projects(database);
  const traces = new TraceSessions(database);
  const derivation = new SessionDerivation(database, clock, server);
  const table = new ArtifactTable(database, clock);
  const sizes = new ProjectSizes(database, clock);
  const lister = new SessionLister(database);
  const analytics = new AnalyticsReader(database, lister);
  // What is numbered first is there first, so that nobody who has read up to an edit misses spans before it.
  const turns = new Turns();
  const edits = new SessionEditWriter({ database, clock, turns, derivation, traces, artifacts: table });
  const writer = new SpanWriter({ database, clock, prices: createPriceBook(prices), projects, traces, derivation });
  const changes = new ClickhouseSessionChanges({ database, clock, server, lastSequence });
  const repair = new StoreRepair({
    clock,
    projects,
    derivation,
    artifacts: table,
    tell: (told) => changes.tell(told),
    now,
  });
  const queue = new AppendQueue<AppendBatch>({
    // Where its spans go is known only when those before it are there.
    prepare: (batch) => batch,
    write: (batches) => turns.take(() => writer.write(batches)),
    // The next one needs to know which sessions the traces of this one belong to.
    groupsAtOnce: 1,
    maxWaitingSpans,
    tell: (told) => changes.tell(told),
  });
  const artifacts = new ClickhouseArtifactStore(table, projects);
  const keys = new ClickhouseKeyStore(database, clock, projects);
  await keys.defaultProject();
  await repair.start();
  changes.startAsking();
  return {
    sessions: new ClickhouseSessionStore({
      queue,
      reader: new SessionReader(database),
      lister,
      traces,
      sizes,
      edits,
      changes,
      aliveSinceMs,
    }),
    changes,
    analytics: {
      analyse: (project, { filter = {}, ...request }) =>
        analytics.analyse({ project, filter, aliveSinceMs: aliveSinceMs() }, request),
    },
    maintenance: new ClickhouseMaintenance({ database, queue, projects, sizes, edits, changes }),
    artifacts,
    keys,
    check: async () => void (await database.rows("SELECT 1")),
    close: async () => {
      // Both refuse at once what comes from now on.
      await Promise.all([queue.close(), artifacts.close(), changes.close(), repair.close()]);
      // Streams of artifacts outlive the store.
      void artifacts.untilRead().then(() => database.close());
    },
  };
}

async function readLastSequence(database: Database): Promise<number> {
  const [row] = await database.rows("SELECT max(sequence) AS last FROM sessions");
  return Number(row!["last"]);
}

export interface OpenKeyStore {
  readonly keys: KeyStore;
  close(): Promise<void>;
}

/** For the command line: works beside servers that have the database open. @throws as `openClickhouseStore` */
export async function openClickhouseKeyStore(url: string): Promise<OpenKeyStore> {
  const database = await openDatabase(url);
  try {
    await prepareDatabase(database);
    const clock = await Clock.start(database, 0);
    return { keys: new ClickhouseKeyStore(database, clock, new Projects(database)), close: () => database.close() };
  } catch (error) {
    await database.close();
    throw error;
  }
}
