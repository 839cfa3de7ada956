/** Rows of spans and their chunks. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { toSigned } from "../../unix-nano.ts";
import type { SpanChunk } from "../span-chunk.ts";
import type { PreparedSpan } from "./prepare-spans.ts";

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
       VALUES (?, ?, ?, ?, unhex(?), unhex(?), ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    );
    this.#addChunk = database.prepare("INSERT INTO chunks (id, session, bytes) VALUES (?, ?, ?)");
    this.#findSpan = database.prepare("SELECT 1 FROM spans WHERE session = ? AND span_id = unhex(?) AND trace_id = ?");
    this.#removeSpans = database.prepare("DELETE FROM spans WHERE session = ?");
    this.#removeChunks = database.prepare("DELETE FROM chunks WHERE session = ?");
  }

  has(session: number, traceId: Uint8Array, spanId: string): boolean {
    return this.#findSpan.get(session, spanId, traceId) !== undefined;
  }

  /** Where the span is to be in its chunk; false when the session has it already. */
  add(session: number, chunk: Pick<SpanChunk, "id" | "size">, traceId: Uint8Array, span: PreparedSpan): boolean {
    const { changes } = this.#addSpan.run(
      session,
      chunk.id,
      chunk.size,
      traceId,
      span.spanId,
      span.parentSpanId ?? null,
      span.name,
      span.kind,
      toSigned(span.startTimeUnixNano),
      toSigned(span.endTimeUnixNano),
      span.statusCode,
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
