/** What projects hold and keep. */
import type { ProjectSize } from "../session-store.ts";
import type { Retention } from "../store-maintenance.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./database.ts";
import { literal } from "./literal.ts";

export class ProjectSizes {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async measure(project: string): Promise<ProjectSize> {
    const [row] = await this.#database.rows(
      `SELECT count() AS sessions, sum(spans) AS spans, sum(bytes) AS bytes FROM sessions FINAL
       WHERE project = ${literal(project)}`,
    );
    return { sessions: Number(row!["sessions"]), spans: Number(row!["spans"]), bytes: Number(row!["bytes"]) };
  }

  async retentionOf(project: string): Promise<Retention> {
    const [row] = await this.#database.rows(
      `SELECT max_age_ms, max_bytes FROM retention FINAL WHERE project = ${literal(project)}`,
    );
    const [maxAgeMs, maxBytes] = [row?.["max_age_ms"] ?? null, row?.["max_bytes"] ?? null];
    return {
      ...(maxAgeMs !== null && { maxAgeMs: Number(maxAgeMs) }),
      ...(maxBytes !== null && { maxBytes: Number(maxBytes) }),
    };
  }

  async setRetention(project: string, { maxAgeMs, maxBytes }: Retention): Promise<void> {
    const bytes = maxBytes === undefined ? null : Math.floor(maxBytes);
    await this.#database.insert("retention", [
      { project, version: this.#clock.take(), max_age_ms: maxAgeMs ?? null, max_bytes: bytes },
    ]);
  }

  /** Sessions that the project's retention does not keep, those first that changed least recently. */
  async listForgettable(project: string, nowMs: number, limit: number): Promise<readonly string[]> {
    const { maxAgeMs = Infinity, maxBytes = Infinity } = await this.retentionOf(project);
    if (maxAgeMs === Infinity && maxBytes === Infinity) return [];
    let excess = (await this.measure(project)).bytes - maxBytes;
    const forgettable: string[] = [];
    const oldest = await this.#database.rows(
      `SELECT session, received_ms, bytes FROM sessions FINAL
       WHERE project = ${literal(project)} AND bookmarked = 0 ORDER BY sequence LIMIT ${limit}`,
    );
    for (const row of oldest) {
      if (excess <= 0 && Number(row["received_ms"]) >= nowMs - maxAgeMs) break;
      forgettable.push(String(row["session"]));
      excess -= Number(row["bytes"]);
    }
    return forgettable;
  }
}
