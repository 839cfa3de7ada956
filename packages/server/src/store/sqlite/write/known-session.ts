/** What a session is before a transaction changes it. */
import { EMPTY_TALLY, NO_EDITS, type SessionEdits, type SessionTally, tallyFromJson } from "@rootspan/model";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { RecentMap } from "../../../recent-map.ts";
import { type SessionColumns, toColumns } from "../../session-columns.ts";

export interface KnownSession {
  readonly id: string;
  readonly row: number;
  readonly tally: SessionTally;
  readonly edits: SessionEdits;
  readonly receivedAtMs: number;
  /** As they are stored; undefined of a session that is not. */
  readonly columns: SessionColumns | undefined;
}

/** Sessions whose tally is kept in memory, so that the next batch need not parse it. */
const MAX_KNOWN_SESSIONS = 2_000;

/** Sessions as they were last committed. */
export class KnownSessions {
  readonly #find: StatementSync;
  readonly #recent: RecentMap<string, KnownSession> = new RecentMap(MAX_KNOWN_SESSIONS);

  constructor(database: DatabaseSync) {
    this.#find = database.prepare(
      `SELECT id, received_ms, tally, edits FROM sessions JOIN session_details ON session = id
       WHERE project = ? AND session_id = ?`,
    );
  }

  find(project: number, id: string): KnownSession | undefined {
    const recent = this.#recent.get(`${project} ${id}`);
    if (recent !== undefined) return recent;
    const stored = this.#find.get(project, id);
    if (stored === undefined) return undefined;
    const tally = tallyFromJson(String(stored["tally"]));
    const edits = parseEdits(stored["edits"]);
    const columns = toColumns(tally, edits);
    return { id, row: Number(stored["id"]), tally, edits, receivedAtMs: Number(stored["received_ms"]), columns };
  }

  /** Once it is committed. */
  remember(project: number, session: KnownSession): void {
    this.#recent.set(`${project} ${session.id}`, session);
  }

  forget(project: number, id: string): void {
    this.#recent.delete(`${project} ${id}`);
  }
}

export function newSession(id: string, row: number): KnownSession {
  return { id, row, tally: EMPTY_TALLY, edits: NO_EDITS, receivedAtMs: 0, columns: undefined };
}

export function parseEdits(json: unknown): SessionEdits {
  return typeof json === "string" ? (JSON.parse(json) as SessionEdits) : NO_EDITS;
}
