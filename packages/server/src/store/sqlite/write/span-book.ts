/** Rows of spans and their chunks. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { kindOf, type SpanRecord } from "@rootspan/model";
import { toSigned } from "../unix-nano.ts";
import type { SpanChunk } from "../span-chunk.ts";

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

  has(session: number, { traceId, spanId }: SpanRecord): boolean {
    return this.#findSpan.get(session, Buffer.from(spanId, "hex"), Buffer.from(traceId, "hex")) !== undefined;
  }

  /** Where the span is to be in its chunk; false when the session has it already. */
  add(session: number, chunk: Pick<SpanChunk, "id" | "size">, traceId: Uint8Array, span: SpanRecord): boolean {
    const { changes } = this.#addSpan.run(
      session,
      chunk.id,
      chunk.size,
      traceId,
      Buffer.from(span.spanId, "hex"),
      span.parentSpanId === undefined ? null : Buffer.from(span.parentSpanId, "hex"),
      span.name,
      kindOf(span.attributes),
      toSigned(span.startTimeUnixNano),
      toSigned(span.endTimeUnixNano),
      span.status.code,
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
