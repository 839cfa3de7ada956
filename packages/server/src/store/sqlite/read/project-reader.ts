/** What a project holds and keeps, and what the file takes. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { ProjectSize } from "../../session-store.ts";
import type { Retention } from "../../store-maintenance.ts";

export interface DatabaseSize {
  readonly databaseBytes: number;
  readonly freeBytes: number;
  readonly artifacts: number;
  readonly artifactBytes: number;
}

/** Of those that wait to be indexed: what is far behind need not be known exactly. */
const MAX_COUNTED_CHUNKS = 100_000;

export class ProjectReader {
  readonly #database: DatabaseSync;
  readonly #find: StatementSync;
  readonly #list: StatementSync;
  readonly #listOldest: StatementSync;
  readonly #measureArtifacts: StatementSync;
  readonly #lastSequence: StatementSync;
  readonly #countChunks: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#find = database.prepare("SELECT * FROM projects WHERE public_id = ?");
    this.#list = database.prepare("SELECT public_id FROM projects ORDER BY id");
    this.#listOldest = database.prepare(
      `SELECT session_id, received_ms, bytes FROM sessions
       WHERE project = (SELECT id FROM projects WHERE public_id = ?) AND bookmarked = 0 ORDER BY sequence LIMIT ?`,
    );
    this.#measureArtifacts = database.prepare(
      "SELECT count(*) AS count, coalesce(sum(size), 0) AS bytes FROM artifacts WHERE stored = 1",
    );
    this.#lastSequence = database.prepare("SELECT last FROM sequence");
    this.#countChunks = database.prepare(
      `SELECT count(*) AS count FROM (SELECT 1 FROM chunks WHERE id > ? LIMIT ${MAX_COUNTED_CHUNKS})`,
    );
  }

  has(projectId: string): boolean {
    return this.#find.get(projectId) !== undefined;
  }

  list(): readonly string[] {
    return this.#list.all().map((row) => String(row["public_id"]));
  }

  measure(projectId: string): ProjectSize {
    const row = this.#find.get(projectId);
    return {
      sessions: Number(row?.["sessions"] ?? 0),
      spans: Number(row?.["spans"] ?? 0),
      bytes: Number(row?.["bytes"] ?? 0),
    };
  }

  retentionOf(projectId: string): Retention {
    const row = this.#find.get(projectId);
    const maxAgeMs = row?.["max_age_ms"] ?? null;
    const maxBytes = row?.["max_bytes"] ?? null;
    return {
      ...(maxAgeMs !== null && { maxAgeMs: Number(maxAgeMs) }),
      ...(maxBytes !== null && { maxBytes: Number(maxBytes) }),
    };
  }

  /** Sessions that the project's retention does not keep, those first that changed least recently. */
  listForgettable(projectId: string, nowMs: number, limit: number): readonly string[] {
    const { maxAgeMs = Infinity, maxBytes = Infinity } = this.retentionOf(projectId);
    if (maxAgeMs === Infinity && maxBytes === Infinity) return [];
    let excess = this.measure(projectId).bytes - maxBytes;
    const forgettable: string[] = [];
    for (const row of this.#listOldest.all(projectId, limit)) {
      if (excess <= 0 && Number(row["received_ms"]) >= nowMs - maxAgeMs) break;
      forgettable.push(String(row["session_id"]));
      excess -= Number(row["bytes"]);
    }
    return forgettable;
  }

  databaseSize(): DatabaseSize {
    const pageBytes = this.#pragma("page_size");
    const artifacts = this.#measureArtifacts.get()!;
    return {
      databaseBytes: this.#pragma("page_count") * pageBytes,
      freeBytes: this.#pragma("freelist_count") * pageBytes,
      artifacts: Number(artifacts["count"]),
      artifactBytes: Number(artifacts["bytes"]),
    };
  }

  countChunksSince(sequence: number): number {
    return Number(this.#countChunks.get(sequence)!["count"]);
  }

  lastSequence(): number {
    return Number(this.#lastSequence.get()!["last"]);
  }

  #pragma(name: string): number {
    return Number(this.#database.prepare(`PRAGMA ${name}`).get()![name]);
  }
}
