/** `StoreMaintenance` on SQLite. */
import { statSync } from "node:fs";
import type { Retention, SearchProgress, StoreMaintenance, StoreUsage } from "../store-maintenance.ts";
import type { AppendQueue } from "../append-queue.ts";
import type { StoreFollower } from "./follow/store-follower.ts";
import type { StoreReads } from "./read/store-reads.ts";
import { searchFileOf } from "./search/search-file.ts";
import type { SessionRemovals } from "./session-removals.ts";
import type { Calls } from "./thread/calls.ts";
import { writeBackup } from "./write-backup.ts";
import type { WriteBatch } from "./write/project-changes.ts";
import type { StoreWrites } from "./write/store-writes.ts";

export interface SqliteMaintenanceSettings {
  readonly path: string;
  readonly queue: AppendQueue<WriteBatch>;
  readonly reads: Calls<StoreReads>;
  readonly writes: Calls<StoreWrites>;
  readonly removals: SessionRemovals;
  readonly follower: StoreFollower;
}

export class SqliteMaintenance implements StoreMaintenance {
  readonly #settings: SqliteMaintenanceSettings;

  constructor(settings: SqliteMaintenanceSettings) {
    this.#settings = settings;
  }

  async usage(): Promise<StoreUsage> {
    const { path, queue, reads } = this.#settings;
    return {
      ...(await reads.call("databaseSize")),
      logBytes: sizeOf(`${path}-wal`),
      searchBytes: sizeOf(searchFileOf(path)) + sizeOf(`${searchFileOf(path)}-wal`),
      waitingSpans: queue.waitingSpans,
      maxWaitingSpans: queue.maxWaitingSpans,
    };
  }

  searchProgress(): Promise<SearchProgress> {
    return this.#settings.reads.call("searchProgress");
  }

  compact(): Promise<number> {
    return this.#settings.follower.pack();
  }

  backup(file: string): Promise<void> {
    return writeBackup(this.#settings.path, file);
  }

  vacuum(): Promise<void> {
    return this.#settings.writes.call("vacuum");
  }

  retentionOf(projectId: string): Promise<Retention> {
    return this.#settings.reads.call("retentionOf", projectId);
  }

  setRetention(projectId: string, retention: Retention): Promise<void> {
    return this.#settings.writes.call("setRetention", projectId, retention);
  }

  async enforceRetention(nowMs: number): Promise<number> {
    const { reads, removals } = this.#settings;
    let removed = 0;
    for (const projectId of await reads.call("listProjects")) {
      removed += await removals.remove(projectId, (limit) => reads.call("listForgettable", projectId, nowMs, limit));
    }
    return removed;
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
