/**
 * Brings a file of version 1 or 2 up to date: what it holds is stored again, session by session, by today's writer.
 * Version 2 added artifacts, which stay as they are.
 */
import type { DatabaseSync } from "node:sqlite";
import type { PriceBook } from "@rootspan/model";
import { SCHEMA } from "../schema.ts";
import type { SpanRest } from "../../span-rest.ts";
import { readChunk } from "../span-chunk.ts";
import { toSpanRecord } from "../span-row.ts";
import { SessionWriter } from "../write/session-writer.ts";

const TABLES = ["projects", "keys", "sessions", "traces", "spans", "chunks"];
const ARTIFACTS = "id, project, session_id, artifact_id, name, content_type, size, sha256, created_ms, stored";
const INDEXES = ["sessions_by_start", "traces_by_session", "chunks_by_session"];

/** Within the caller's transaction. */
export function replayLegacy(database: DatabaseSync, version: number, prices: PriceBook): void {
  const tables = version === 1 ? TABLES : [...TABLES, "artifacts"];
  for (const table of tables) database.exec(`ALTER TABLE ${table} RENAME TO old_${table}`);
  for (const index of version === 1 ? INDEXES : [...INDEXES, "artifacts_not_stored"])
    database.exec(`DROP INDEX ${index}`);
  database.exec(SCHEMA);
  database.exec("INSERT INTO projects (id, public_id, name) SELECT id, public_id, name FROM old_projects");
  database.exec(
    "INSERT INTO keys (id, hash, project, scope, created_ms) SELECT id, hash, project, 'full', created_ms FROM old_keys",
  );
  if (version > 1) database.exec(`INSERT INTO artifacts (${ARTIFACTS}) SELECT ${ARTIFACTS} FROM old_artifacts`);
  replaySessions(database, prices);
  // Those that refer to others first.
  for (const table of tables.toReversed()) database.exec(`DROP TABLE old_${table}`);
}

function replaySessions(database: DatabaseSync, prices: PriceBook): void {
  const writer = new SessionWriter(database, prices);
  const sessions = database.prepare(
    `SELECT old_sessions.id, public_id, session_id, received_ms FROM old_sessions
     JOIN old_projects ON old_projects.id = project ORDER BY old_sessions.id`,
  );
  const spans = database.prepare("SELECT * FROM old_spans WHERE session = ? ORDER BY chunk, position");
  spans.setReadBigInts(true);
  const chunks = database.prepare("SELECT id, bytes FROM old_chunks WHERE session = ?");
  const traces = database.prepare("SELECT trace_id FROM old_traces WHERE session = ?");
  for (const { id, public_id, session_id, received_ms } of sessions.iterate()) {
    const rests = new Map<number, readonly SpanRest[]>();
    for (const chunk of chunks.all(id!)) rests.set(Number(chunk["id"]), readChunk(chunk["bytes"] as Uint8Array));
    writer.restore({
      projectId: String(public_id),
      sessionId: String(session_id),
      receivedAtMs: Number(received_ms),
      spans: spans.all(id!).map((row) => toSpanRecord(row, rests.get(Number(row["chunk"]))![Number(row["position"])]!)),
      traceIds: traces.all(id!).map((row) => row["trace_id"] as Uint8Array),
    });
  }
}
