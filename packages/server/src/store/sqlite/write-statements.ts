/** The statements that appending spans runs, each prepared once. */
import type { DatabaseSync, StatementSync } from "node:sqlite";

export interface WriteStatements {
  readonly begin: StatementSync;
  readonly commit: StatementSync;
  readonly rollback: StatementSync;
  readonly findProject: StatementSync;
  readonly growProject: StatementSync;
  readonly findSession: StatementSync;
  readonly addSession: StatementSync;
  readonly updateSession: StatementSync;
  readonly findTrace: StatementSync;
  readonly addTrace: StatementSync;
  readonly addSpan: StatementSync;
  readonly addChunk: StatementSync;
}

export function prepareWrites(database: DatabaseSync): WriteStatements {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  return {
    begin: prepare("BEGIN IMMEDIATE"),
    commit: prepare("COMMIT"),
    rollback: prepare("ROLLBACK"),
    findProject: prepare("SELECT id FROM projects WHERE public_id = ?"),
    growProject: prepare(
      "UPDATE projects SET sessions = sessions + ?, spans = spans + ?, bytes = bytes + ? WHERE id = ?",
    ),
    findSession: prepare("SELECT id, tally FROM sessions WHERE project = ? AND session_id = ?"),
    addSession: prepare(
      `INSERT INTO sessions (project, session_id, start_unix_nano, received_ms, errors, tally)
       VALUES (?, ?, 0, 0, 0, '')`,
    ),
    updateSession: prepare(
      `UPDATE sessions SET start_unix_nano = ?, received_ms = ?, end_state = ?, errors = ?, tally = ? WHERE id = ?`,
    ),
    findTrace: prepare(
      `SELECT sessions.session_id FROM traces JOIN sessions ON sessions.id = traces.session
       WHERE traces.project = ? AND traces.trace_id = ?`,
    ),
    addTrace: prepare("INSERT INTO traces (project, trace_id, session) VALUES (?, ?, ?)"),
    addSpan: prepare(
      `INSERT INTO spans (session, trace_id, span_id, parent_span_id, name, kind, start_unix_nano, end_unix_nano,
                          status_code, chunk, position)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ),
    addChunk: prepare("INSERT INTO chunks (id, session, bytes) VALUES (?, ?, ?)"),
  };
}
