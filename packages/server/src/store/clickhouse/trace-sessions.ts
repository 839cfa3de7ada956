/** Which session each trace belongs to: that of its first row. */
import { RecentMap } from "../../recent-map.ts";
import type { Database } from "./database.ts";
import { isOneOf, literal } from "./literal.ts";
import { firstCounts } from "./versions.ts";

const MAX_KNOWN_TRACES = 100_000;

export class TraceSessions {
  readonly #database: Database;
  readonly #recent: RecentMap<string, string> = new RecentMap(MAX_KNOWN_TRACES);

  constructor(database: Database) {
    this.#database = database;
  }

  async find(project: string, traceIds: Iterable<string>): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const unknown: string[] = [];
    for (const traceId of new Set(traceIds)) {
      const recent = this.#recent.get(`${project} ${traceId}`);
      if (recent === undefined) unknown.push(traceId);
      else found.set(traceId, recent);
    }
    if (unknown.length === 0) return found;
    const rows = await this.#database.rows(
      `SELECT trace_id, session FROM traces FINAL
       WHERE project = ${literal(project)} AND ${isOneOf("trace_id", unknown)}`,
    );
    for (const row of rows) {
      const [traceId, session] = [String(row["trace_id"]), String(row["session"])];
      found.set(traceId, session);
      this.#recent.set(`${project} ${traceId}`, session);
    }
    return found;
  }

  async add(project: string, sessions: ReadonlyMap<string, string>, sequence: number): Promise<void> {
    const rows = [...sessions].map(([traceId, session]) => ({
      project,
      trace_id: traceId,
      version: firstCounts(sequence),
      session,
    }));
    await this.#database.insert("traces", rows);
  }

  /** After sessions were removed. */
  forgetAll(): void {
    this.#recent.clear();
  }
}
