/** `SessionStore` on SQLite: one connection writes, another one reads what is committed. */
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import { type SpanRecord, tallyFromJson } from "@rootspan/model";
import type {
  PageRequest,
  ProjectSize,
  SessionPage,
  SessionStore,
  SessionWithSpans,
  SpanBatch,
  StoredSession,
} from "../session-store.ts";
import type { AppendQueue } from "./append-queue.ts";
import { formatCursor, parseCursor } from "./list-cursor.ts";
import { readChunk, type SpanRest } from "./span-chunk.ts";
import { fromSigned } from "./unix-nano.ts";

type Row = Record<string, SQLOutputValue>;

const PROJECT = "(SELECT id FROM projects WHERE public_id = ?)";

export class SqliteSessionStore implements SessionStore {
  readonly #queue: AppendQueue;
  readonly #reader: DatabaseSync;
  readonly #findSession: StatementSync;
  readonly #listSessions: StatementSync;
  readonly #listSpans: StatementSync;
  readonly #listChunks: StatementSync;
  readonly #measureProject: StatementSync;

  constructor(queue: AppendQueue, reader: DatabaseSync) {
    this.#queue = queue;
    this.#reader = reader;
    const columns = "id, session_id, start_unix_nano, received_ms, tally";
    this.#findSession = reader.prepare(`SELECT ${columns} FROM sessions WHERE project = ${PROJECT} AND session_id = ?`);
    this.#listSessions = reader.prepare(
      `SELECT ${columns} FROM sessions WHERE project = ${PROJECT} AND (start_unix_nano, id) < (?, ?)
       ORDER BY start_unix_nano DESC, id DESC LIMIT ?`,
    );
    this.#listSpans = reader.prepare("SELECT * FROM spans WHERE session = ?");
    this.#listChunks = reader.prepare("SELECT id, bytes FROM chunks WHERE session = ?");
    this.#measureProject = reader.prepare("SELECT sessions, spans, bytes FROM projects WHERE public_id = ?");
    for (const statement of [this.#findSession, this.#listSessions, this.#listSpans]) statement.setReadBigInts(true);
  }

  append(batch: SpanBatch): Promise<void> {
    return batch.spans.length === 0 ? Promise.resolve() : this.#queue.add(batch);
  }

  async findSession(projectId: string, sessionId: string): Promise<StoredSession | undefined> {
    const row = this.#findSession.get(projectId, sessionId);
    return row === undefined ? undefined : toSession(row);
  }

  async readSession(projectId: string, sessionId: string): Promise<SessionWithSpans | undefined> {
    // One snapshot for all three statements.
    this.#reader.exec("BEGIN");
    try {
      const row = this.#findSession.get(projectId, sessionId);
      return row === undefined ? undefined : { session: toSession(row), spans: this.#readSpans(row["id"]!) };
    } finally {
      this.#reader.exec("COMMIT");
    }
  }

  async listSessions(projectId: string, { limit, after }: PageRequest): Promise<SessionPage> {
    const from = parseCursor(after);
    // One more than asked for tells whether there is a next page.
    const rows = this.#listSessions.all(projectId, from.startUnixNano, from.row, limit + 1);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      sessions: page.map(toSession),
      next:
        rows.length > limit && last !== undefined
          ? formatCursor({ startUnixNano: last["start_unix_nano"] as bigint, row: last["id"] as bigint })
          : undefined,
    };
  }

  async measureProject(projectId: string): Promise<ProjectSize> {
    const row = this.#measureProject.get(projectId);
    return {
      sessions: Number(row?.["sessions"] ?? 0),
      spans: Number(row?.["spans"] ?? 0),
      bytes: Number(row?.["bytes"] ?? 0),
    };
  }

  #readSpans(session: SQLOutputValue): readonly SpanRecord[] {
    const chunks = new Map<number, readonly SpanRest[]>();
    for (const row of this.#listChunks.all(session))
      chunks.set(Number(row["id"]), readChunk(row["bytes"] as Uint8Array));
    return this.#listSpans
      .all(session)
      .map((row) => toSpan(row, chunks.get(Number(row["chunk"]))![Number(row["position"])]!))
      .sort(byStart);
  }
}

function toSession(row: Row): StoredSession {
  return {
    id: String(row["session_id"]),
    tally: tallyFromJson(String(row["tally"])),
    receivedAtMs: Number(row["received_ms"]),
  };
}

function toSpan(row: Row, rest: SpanRest): SpanRecord {
  const parent = row["parent_span_id"];
  return {
    traceId: toHex(row["trace_id"]),
    spanId: toHex(row["span_id"]),
    ...(parent !== null && { parentSpanId: toHex(parent) }),
    name: String(row["name"]),
    startTimeUnixNano: fromSigned(row["start_unix_nano"] as bigint),
    endTimeUnixNano: fromSigned(row["end_unix_nano"] as bigint),
    ...rest,
  };
}

function toHex(bytes: SQLOutputValue | undefined): string {
  return Buffer.from(bytes as Uint8Array).toString("hex");
}

/** Of spans that start together, by id: any order that does not change. */
function byStart(a: SpanRecord, b: SpanRecord): number {
  if (a.startTimeUnixNano !== b.startTimeUnixNano) return a.startTimeUnixNano < b.startTimeUnixNano ? -1 : 1;
  return a.spanId < b.spanId ? -1 : 1;
}
