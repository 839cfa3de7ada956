/** What a transaction does to one session: spans go to their table at once, the session is folded here and saved last. */
import { addSpan, EMPTY_TALLY, modelCallOf, type PriceBook, type SessionTally, type SpanRecord } from "@rootspan/model";
import type { SessionReader } from "../read/session-reader.ts";
import { SpanChunk } from "../span-chunk.ts";
import type { CallBook, CallChanges } from "./call-book.ts";
import type { KnownSession } from "./known-session.ts";
import type { SessionBook } from "./session-book.ts";
import type { SpanBook } from "./span-book.ts";

export interface Books {
  readonly sessions: SessionBook;
  readonly spans: SpanBook;
  readonly calls: CallBook;
}

export interface OpenSessionSettings {
  readonly project: number;
  readonly books: Books;
  readonly prices: PriceBook;
  /** Reads what the transaction has written so far. */
  readonly reader: SessionReader;
  /** The next number of the store's sequence. */
  readonly take: () => number;
  /** Words of the session up to a sequence are to be forgotten. */
  readonly outdate: (session: number, sequence: number) => void;
}

export class OpenSession {
  readonly before: KnownSession;
  readonly #settings: OpenSessionSettings;
  #tally: SessionTally;
  #receivedAtMs: number;
  #sequence: number = 0;
  #chunk: SpanChunk | undefined;
  #calls: CallChanges = new Map();
  #addedSpans: number = 0;
  #addedBytes: number = 0;
  #changed: boolean = false;

  constructor(before: KnownSession, settings: OpenSessionSettings) {
    this.before = before;
    this.#settings = settings;
    this.#tally = before.tally;
    this.#receivedAtMs = before.receivedAtMs;
  }

  add(span: SpanRecord, traceId: Uint8Array, receivedAtMs: number): void {
    const { books, prices, project, take } = this.#settings;
    if (this.#chunk?.isFull) this.#saveChunk();
    const chunk = (this.#chunk ??= new SpanChunk(take()));
    if (!books.spans.add(this.before.row, chunk, traceId, span)) return;
    chunk.add(span);
    const call = modelCallOf(span, prices);
    this.#tally = addSpan(this.#tally, span, prices, call);
    if (call !== undefined) books.calls.note(this.#calls, project, call);
    this.#addedSpans++;
    this.#receivedAtMs = Math.max(this.#receivedAtMs, receivedAtMs);
    this.#changed = true;
  }

  /** Puts spans in the place of those with the same ids: the session is folded again from the beginning. */
  replace(spans: readonly SpanRecord[], receivedAtMs: number): void {
    const { books, project, reader, outdate } = this.#settings;
    const { row } = this.before;
    this.#saveChunk();
    const replaced = new Map(spans.map((span) => [keyOf(span), span]));
    const { records, bytes } = reader.readAll(row);
    outdate(row, this.#settings.take());
    books.spans.removeAll(row);
    books.calls.removeAll(project, row);
    this.#calls = new Map();
    this.#addedSpans -= records.length;
    this.#addedBytes -= bytes;
    this.#tally = EMPTY_TALLY;
    for (const record of records) {
      const span = replaced.get(keyOf(record)) ?? record;
      this.add(span, Buffer.from(span.traceId, "hex"), receivedAtMs);
    }
  }

  /** @returns the session as it is known from then on; undefined when nothing has changed */
  save(): { readonly session: KnownSession; readonly sequence: number } | undefined {
    if (!this.#changed) return undefined;
    const { books, project } = this.#settings;
    this.#saveChunk();
    books.calls.save(project, this.before.row, this.#calls);
    const session = books.sessions.save(project, this.before, {
      tally: this.#tally,
      edits: this.before.edits,
      receivedAtMs: this.#receivedAtMs,
      sequence: this.#sequence,
      addedSpans: this.#addedSpans,
      addedBytes: this.#addedBytes,
      hasNewChunks: true,
    });
    return { session, sequence: this.#sequence };
  }

  #saveChunk(): void {
    const chunk = this.#chunk;
    this.#chunk = undefined;
    if (chunk === undefined || chunk.size === 0) return;
    this.#addedBytes += this.#settings.books.spans.addChunk(this.before.row, chunk);
    this.#sequence = chunk.id;
  }
}

function keyOf({ traceId, spanId }: SpanRecord): string {
  return `${traceId} ${spanId}`;
}
