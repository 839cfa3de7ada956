/** `StoreMaintenance` on ClickHouse, which compresses by itself and has backups of its own. */
import type { AppendBatch, AppendQueue } from "../append-queue.ts";
import { StoreError } from "../store-error.ts";
import type { Retention, SearchProgress, StoreMaintenance, StoreUsage } from "../store-maintenance.ts";
import type { ClickhouseSessionChanges } from "./clickhouse-session-changes.ts";
import type { Database } from "./database.ts";
import type { ProjectSizes } from "./project-sizes.ts";
import type { Projects } from "./projects.ts";
import { TABLES } from "./schema.ts";
import type { SessionEditWriter } from "./session-edit-writer.ts";

export interface ClickhouseMaintenanceSettings {
  readonly database: Database;
  readonly queue: AppendQueue<AppendBatch>;
  readonly projects: Projects;
  readonly sizes: ProjectSizes;
  readonly edits: SessionEditWriter;
  readonly changes: ClickhouseSessionChanges;
}

export class ClickhouseMaintenance implements StoreMaintenance {
  readonly #settings: ClickhouseMaintenanceSettings;

  constructor(settings: ClickhouseMaintenanceSettings) {
    this.#settings = settings;
  }

  async usage(): Promise<StoreUsage> {
    const { database, queue } = this.#settings;
    const [[parts], [artifacts]] = await Promise.all([
      database.rows(
        `SELECT sum(bytes_on_disk) AS bytes, sumIf(secondary_indices_compressed_bytes, table = 'spans') AS search
         FROM system.parts WHERE database = currentDatabase() AND active`,
      ),
      database.rows("SELECT count() AS count, sum(size) AS bytes FROM artifacts FINAL"),
    ]);
    return {
      databaseBytes: Number(parts!["bytes"]),
      freeBytes: 0,
      logBytes: 0,
      searchBytes: Number(parts!["search"]),
      artifacts: Number(artifacts!["count"]),
      artifactBytes: Number(artifacts!["bytes"]),
      waitingSpans: queue.waitingSpans,
      maxWaitingSpans: queue.maxWaitingSpans,
    };
  }

  /** The index of words is part of what is written. */
  async searchProgress(): Promise<SearchProgress> {
    return { indexedSequence: this.#settings.changes.lastSequence(), waitingAppends: 0, searchedAppends: 0 };
  }

  /** ClickHouse compresses whatever it merges, which it does by itself. */
  async compact(): Promise<number> {
    return 0;
  }

  backup(): Promise<void> {
    const advice = "use ClickHouse's own BACKUP DATABASE";
    return Promise.reject(new StoreError("unsupported", `a store in ClickHouse is not copied to a file: ${advice}`));
  }

  /** Merges everything, so that what was replaced or removed no longer takes space. */
  async vacuum(): Promise<void> {
    for (const table of TABLES) await this.#settings.database.run(`OPTIMIZE TABLE ${table} FINAL`);
  }

  retentionOf(projectId: string): Promise<Retention> {
    return this.#settings.sizes.retentionOf(projectId);
  }

  setRetention(projectId: string, retention: Retention): Promise<void> {
    return this.#settings.sizes.setRetention(projectId, retention);
  }

  async enforceRetention(nowMs: number): Promise<number> {
    const { projects, sizes, edits, changes } = this.#settings;
    let removed = 0;
    for (const project of await projects.list()) {
      removed += await edits.remove(
        project,
        (limit) => sizes.listForgettable(project, nowMs, limit),
        (told) => changes.tell(told),
      );
    }
    return removed;
  }
}
