/** Which session each trace belongs to. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { RecentMap } from "../../../recent-map.ts";

const MAX_KNOWN_TRACES = 10_000;

/** Sessions of traces, as they were last committed. */
export class TraceBook {
  readonly #find: StatementSync;
  readonly #add: StatementSync;
  readonly #recent: RecentMap<string, string> = new RecentMap(MAX_KNOWN_TRACES);

  constructor(database: DatabaseSync) {
    this.#find = database.prepare(
      `SELECT session_id FROM traces JOIN sessions ON sessions.id = traces.session
       WHERE traces.project = ? AND trace_id = ?`,
    );
    this.#add = database.prepare("INSERT INTO traces (project, trace_id, session) VALUES (?, ?, ?)");
  }

  find(project: number, traceId: string, bytes: Uint8Array): string | undefined {
    const recent = this.#recent.get(`${project} ${traceId}`);
    if (recent !== undefined) return recent;
    const stored = this.#find.get(project, bytes)?.["session_id"];
    return typeof stored === "string" ? stored : undefined;
  }

  add(project: number, bytes: Uint8Array, session: number): void {
    this.#add.run(project, bytes, session);
  }

  remember(project: number, traceId: string, sessionId: string): void {
    this.#recent.set(`${project} ${traceId}`, sessionId);
  }

  /** After sessions were removed. */
  forgetAll(): void {
    this.#recent.clear();
  }
}
