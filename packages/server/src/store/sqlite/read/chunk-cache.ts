/** Chunks that were read of late: who reads a session page by page asks for the same ones again and again. */
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { SpanRest } from "../../span-rest.ts";
import { readContent } from "../content/span-content.ts";
import { type ChunkTexts, textsOfRow } from "../pack/span-pack.ts";

/** Spans that start one after the other may have come in as many appends: those of the processes that take part. */
const MAX_PARSED = 8;

/** What a chunk holds never changes, whatever row it is in. */
export class ChunkCache {
  readonly #findChunk: StatementSync;
  readonly #parsed: Map<number, readonly SpanRest[]> = new Map();
  /** The last row of `chunks` that was read: of a pack, some megabytes of text. */
  #unpacked: ChunkTexts = new Map();

  constructor(database: DatabaseSync) {
    this.#findChunk = database.prepare(
      "SELECT id, bytes FROM chunks WHERE session = ? AND id <= ? ORDER BY id DESC LIMIT 1",
    );
  }

  read(session: SQLOutputValue, chunk: number): readonly SpanRest[] {
    const known = this.#parsed.get(chunk);
    if (known !== undefined) return known;
    const spans = readContent(this.#textOf(session, chunk));
    const [oldest] = this.#parsed.keys();
    if (this.#parsed.size === MAX_PARSED) this.#parsed.delete(oldest!);
    this.#parsed.set(chunk, spans);
    return spans;
  }

  #textOf(session: SQLOutputValue, chunk: number): Uint8Array {
    if (!this.#unpacked.has(chunk)) {
      const row = this.#findChunk.get(session, chunk)!;
      this.#unpacked = textsOfRow(Number(row["id"]), row["bytes"] as Uint8Array);
    }
    return this.#unpacked.get(chunk)!;
  }
}
