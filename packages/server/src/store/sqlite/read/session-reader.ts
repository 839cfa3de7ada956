/** Reads spans and what they hold. Whatever a method reads, it reads as of one moment. */
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import { type Attributes, type SpanRecord, tallyFromJson } from "@rootspan/model";
import type {
  ResourceCount,
  SessionWithSpans,
  SpanAddress,
  SpanPage,
  SpanPageRequest,
  StoredSession,
} from "../../session-store.ts";
import { spansOfRow } from "../pack/span-pack.ts";
import type { SpanRest } from "../../span-rest.ts";
import { type Row, toHex, toSpanRecord, toSpanRow } from "../span-row.ts";
import { parseEdits } from "../write/known-session.ts";
import { ChunkCache } from "./chunk-cache.ts";
import { ChunkNames } from "./chunk-names.ts";
import { formatCursor, parseCursor } from "./cursor.ts";

/** What `toSession` reads of `sessions JOIN session_details`. */
export const SESSION_COLUMNS = "id, session_id, received_ms, sequence, tally, edits";

const SPAN =
  "chunk, position, trace_id, span_id, parent_span_id, name, kind, start_unix_nano, end_unix_nano, status_code";

export interface ResourcePage {
  readonly resources: readonly ResourceCount[];
  readonly next: number;
}

export class SessionReader {
  readonly #database: DatabaseSync;
  readonly #findOfTrace: StatementSync;
  readonly #findSession: StatementSync;
  readonly #listSpans: StatementSync;
  readonly #listByStart: StatementSync;
  readonly #listByArrival: StatementSync;
  readonly #findSpans: StatementSync;
  readonly #listChunks: StatementSync;
  readonly #nextChunks: StatementSync;
  readonly #chunks: ChunkCache;
  readonly #names: ChunkNames;

  constructor(database: DatabaseSync) {
    this.#database = database;
    const prepare = (sql: string): StatementSync => {
      const statement = database.prepare(sql);
      statement.setReadBigInts(true);
      return statement;
    };
    this.#findOfTrace = prepare(
      `SELECT sessions.session_id FROM traces JOIN sessions ON sessions.id = traces.session
       WHERE traces.project = (SELECT id FROM projects WHERE public_id = ?) AND traces.trace_id = ?`,
    );
    this.#findSession = prepare(
      `SELECT ${SESSION_COLUMNS} FROM sessions JOIN session_details ON session = id
       WHERE project = (SELECT id FROM projects WHERE public_id = ?) AND session_id = ?`,
    );
    this.#listSpans = prepare(`SELECT ${SPAN} FROM spans WHERE session = ? ORDER BY chunk, position`);
    this.#listByStart = prepare(
      `SELECT ${SPAN} FROM spans WHERE session = ? AND chunk > ? AND (start_unix_nano, chunk, position) > (?, ?, ?)
       ORDER BY start_unix_nano, chunk, position LIMIT ?`,
    );
    this.#listByArrival = prepare(
      `SELECT ${SPAN} FROM spans WHERE session = ? AND chunk > ? AND (chunk, position) > (?, ?)
       ORDER BY chunk, position LIMIT ?`,
    );
    // Left alone, SQLite would look through all spans of the session.
    this.#findSpans = prepare(`SELECT ${SPAN} FROM spans INDEXED BY spans_by_id WHERE session = ? AND span_id = ?`);
    this.#listChunks = prepare("SELECT id, bytes FROM chunks WHERE session = ?");
    this.#nextChunks = prepare("SELECT id, bytes FROM chunks WHERE session = ? AND id > ? ORDER BY id LIMIT 1");
    this.#chunks = new ChunkCache(database);
    this.#names = new ChunkNames(database);
  }

  findOfTrace(projectId: string, traceId: string): string | undefined {
    const row = this.#findOfTrace.get(projectId, Buffer.from(traceId, "hex"));
    return row === undefined ? undefined : String(row["session_id"]);
  }

  find(projectId: string, sessionId: string): StoredSession | undefined {
    const row = this.#findSession.get(projectId, sessionId);
    return row === undefined ? undefined : toSession(row);
  }

  read(projectId: string, sessionId: string): SessionWithSpans | undefined {
    return this.#atOneMoment(() => {
      const row = this.#findSession.get(projectId, sessionId);
      if (row === undefined) return undefined;
      const { records } = this.readAll(Number(row["id"]));
      return { session: toSession(row), spans: records.toSorted(byStart) };
    });
  }

  /** In order of arrival. @returns also the bytes of the chunks */
  readAll(session: number): { readonly records: readonly SpanRecord[]; readonly bytes: number } {
    let bytes = 0;
    const chunks = new Map<number, readonly SpanRest[]>();
    for (const row of this.#listChunks.all(session)) {
      const chunk = row["bytes"] as Uint8Array;
      bytes += chunk.length;
      for (const [id, spans] of spansOfRow(Number(row["id"]), chunk)) chunks.set(id, spans);
    }
    const records = this.#listSpans
      .all(session)
      .map((row) => toSpanRecord(row, chunks.get(Number(row["chunk"]))![Number(row["position"])]!));
    return { records, bytes };
  }

  list(projectId: string, sessionId: string, request: SpanPageRequest): SpanPage | undefined {
    return this.#atOneMoment(() => {
      const session = this.#findSession.get(projectId, sessionId)?.["id"];
      return session === undefined ? undefined : this.#page(session, request, `${projectId} ${sessionId}`);
    });
  }

  readSpans(projectId: string, sessionId: string, spans: readonly SpanAddress[]): readonly SpanRecord[] {
    return this.#atOneMoment(() => {
      const session = this.#findSession.get(projectId, sessionId)?.["id"];
      if (session === undefined) return [];
      const rows = spans.map((span) => this.#findRow(session, span)).filter((row) => row !== undefined);
      return this.#toRecords(session, rows);
    });
  }

  #findRow(session: SQLOutputValue, { spanId, traceId }: SpanAddress): Row | undefined {
    const rows = this.#findSpans.all(session, Buffer.from(spanId, "hex"));
    return rows.find((found) => traceId === undefined || toHex(found["trace_id"]) === traceId);
  }

  /** Of the spans that are stored together next, which is one row of `chunks`. @param after `next` of the one before */
  countResources(projectId: string, sessionId: string, after: number): ResourcePage | undefined {
    return this.#atOneMoment(() => {
      const session = this.#findSession.get(projectId, sessionId)?.["id"];
      if (session === undefined) return undefined;
      const row = this.#nextChunks.get(session, after);
      if (row === undefined) return undefined;
      const next = Number(row["id"]);
      const counts = new Map<Attributes, number>();
      for (const [chunk, spans] of spansOfRow(next, row["bytes"] as Uint8Array)) {
        for (const position of this.#names.read(session, chunk).keys()) {
          const { resource } = spans[position]!;
          counts.set(resource, (counts.get(resource) ?? 0) + 1);
        }
      }
      return { resources: [...counts].map(([resource, spans]) => ({ resource, spans })), next };
    });
  }

  #page(
    session: SQLOutputValue,
    { order = "start", limit, after, since = 0 }: SpanPageRequest,
    scope: string,
  ): SpanPage {
    const kind = `spans ${order} ${scope}`;
    const columns = order === "start" ? ["start_unix_nano", "chunk", "position"] : ["chunk", "position"];
    const from = parseCursor(after, kind, columns.length) ?? [-(1n << 63n), -1n, -1n].slice(-columns.length);
    const statement = order === "start" ? this.#listByStart : this.#listByArrival;
    // One more than asked for tells whether there is a next page.
    const rows = statement.all(session, since, ...from, limit + 1);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const more = rows.length > limit && last !== undefined;
    const place = columns.map((name) => last?.[name] as bigint);
    return { spans: page.map(toSpanRow), next: more ? formatCursor(place, kind) : undefined };
  }

  #toRecords(session: SQLOutputValue, rows: readonly Row[]): readonly SpanRecord[] {
    return rows.map((row) =>
      toSpanRecord(row, this.#chunks.read(session, Number(row["chunk"]))[Number(row["position"])]!),
    );
  }

  #atOneMoment<T>(read: () => T): T {
    if (this.#database.isTransaction) return read();
    this.#database.exec("BEGIN");
    try {
      return read();
    } finally {
      this.#database.exec("COMMIT");
    }
  }
}

export function toSession(row: Row): StoredSession {
  return {
    id: String(row["session_id"]),
    tally: tallyFromJson(String(row["tally"])),
    edits: parseEdits(row["edits"]),
    receivedAtMs: Number(row["received_ms"]),
    sequence: Number(row["sequence"]),
  };
}

/** Of spans that start together, those first that arrived first, as they are in the list. */
function byStart(a: SpanRecord, b: SpanRecord): number {
  if (a.startTimeUnixNano === b.startTimeUnixNano) return 0;
  return a.startTimeUnixNano < b.startTimeUnixNano ? -1 : 1;
}
