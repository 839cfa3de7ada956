/** Rows of spans and their chunks. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { SpanChunk } from "../span-chunk.ts";
import type { SpanHead } from "../span-heads.ts";

export interface SpanPlace {
  readonly session: number;
  readonly chunk: number;
  /** In the chunk. */
  readonly position: number;
}

export class SpanBook {
  readonly #addSpan: StatementSync;
  readonly #addChunk: StatementSync;
  readonly #findSpan: StatementSync;
  readonly #removeSpans: StatementSync;
  readonly #removeChunks: StatementSync;

  constructor(database: DatabaseSync) {
    this.#addSpan = database.prepare(
      `INSERT INTO spans (session, chunk, position, trace_id, span_id, parent_span_id, name, kind, start_unix_nano,
                          end_unix_nano, status_code)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    );
    this.#addChunk = database.prepare("INSERT INTO chunks (id, session, bytes) VALUES (?, ?, ?)");
    this.#findSpan = database.prepare("SELECT 1 FROM spans WHERE session = ? AND span_id = ? AND trace_id = ?");
    this.#removeSpans = database.prepare("DELETE FROM spans WHERE session = ?");
    this.#removeChunks = database.prepare("DELETE FROM chunks WHERE session = ?");
  }

  has(session: number, traceId: Uint8Array, spanId: Uint8Array): boolean {
    return this.#findSpan.get(session, spanId, traceId) !== undefined;
  }

  /** @returns false when the session has the span already */
  add({ session, chunk, position }: SpanPlace, traceId: Uint8Array, head: SpanHead): boolean {
    const { changes } = this.#addSpan.run(
      session,
      chunk,
      position,
      traceId,
      head.spanId,
      head.parentSpanId,
      head.name,
      head.kind,
      head.startTime,
      head.endTime,
      head.statusCode,
    );
    return changes !== 0;
  }

  /** @returns bytes */
  addChunk(session: number, chunk: Pick<SpanChunk, "id" | "toBytes">): number {
    const bytes = chunk.toBytes();
    this.#addChunk.run(chunk.id, session, bytes);
    return bytes.length;
  }

  removeAll(session: number): void {
    this.#removeSpans.run(session);
    this.#removeChunks.run(session);
  }
}
