/** What a transaction does to one session: spans go to their table at once, the session is folded here and saved last. */
import { EMPTY_TALLY, mergeTallies, type PriceBook, type SessionTally, type SpanRecord } from "@rootspan/model";
import type { SessionReader } from "../read/session-reader.ts";
import { readBlock, type SpanBlock } from "../span-block.ts";
import { SpanChunk } from "../span-chunk.ts";
import { countHeads, readHeads } from "../span-heads.ts";
import type { CallBook, CallChanges } from "./call-book.ts";
import type { KnownSession } from "./known-session.ts";
import { prepareSpans, type SpanGroup } from "./prepare-spans.ts";
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

  add(group: SpanGroup, traceId: Uint8Array, receivedAtMs: number): void {
    const added = group.blocks.map((block) => this.#addBlock(block, traceId));
    const spans = added.reduce((sum, { length }) => sum + length, 0);
    if (spans === 0) return;
    const isWhole = group.blocks.every(({ heads }, index) => added[index]!.length === countHeads(heads));
    // What was sent again adds nothing.
    const { tally, calls } = isWhole ? group : this.#sumUp(group, added);
    const { books, project } = this.#settings;
    this.#tally = mergeTallies(this.#tally, tally);
    for (const sums of calls) books.calls.note(this.#calls, project, sums);
    this.#addedSpans += spans;
    this.#receivedAtMs = Math.max(this.#receivedAtMs, receivedAtMs);
    this.#changed = true;
  }

  /** Spans that the session has make room for those with their ids: it is folded again from the beginning then. */
  replace(group: SpanGroup, traceId: Uint8Array, receivedAtMs: number): void {
    const { books } = this.#settings;
    const known = group.blocks
      .flatMap((block) => readBlock(block, group.traceId))
      .filter(({ spanId }) => books.spans.has(this.before.row, traceId, Buffer.from(spanId, "hex")));
    if (known.length > 0) this.#foldAgain(group.traceId, known, receivedAtMs);
    this.add(group, traceId, receivedAtMs);
  }

  #foldAgain(traceId: string, replaced: readonly SpanRecord[], receivedAtMs: number): void {
    const { books, prices, project, reader, outdate } = this.#settings;
    const { row } = this.before;
    this.#saveChunk();
    const { records, bytes } = reader.readAll(row);
    outdate(row, this.#settings.take());
    books.spans.removeAll(row);
    books.calls.removeAll(project, row);
    this.#calls = new Map();
    this.#addedSpans -= records.length;
    this.#addedBytes -= bytes;
    this.#tally = EMPTY_TALLY;
    const now = new Map(replaced.map((span) => [span.spanId, span]));
    const spans = records.map((record) => (record.traceId === traceId ? (now.get(record.spanId) ?? record) : record));
    for (const group of prepareSpans(spans, prices)) {
      this.add(group, Buffer.from(group.traceId, "hex"), receivedAtMs);
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

  /** @returns the indexes of the spans that the session did not have */
  #addBlock(block: SpanBlock, traceId: Uint8Array): readonly number[] {
    const { books, take } = this.#settings;
    if (this.#chunk?.fits(block) === false) this.#saveChunk();
    const chunk = (this.#chunk ??= new SpanChunk(take()));
    const added: number[] = [];
    let index = 0;
    for (const head of readHeads(block.heads)) {
      const place = { session: this.before.row, chunk: chunk.id, position: chunk.size + index };
      if (books.spans.add(place, traceId, head)) added.push(index);
      index++;
    }
    if (added.length > 0) chunk.add(block);
    return added;
  }

  /** What some spans of a group add where the session has the others. */
  #sumUp({ blocks, traceId }: SpanGroup, added: readonly (readonly number[])[]): SpanGroup {
    const records = blocks.flatMap((block, place) => {
      const spans = readBlock(block, traceId);
      return added[place]!.map((index) => spans[index]!);
    });
    return prepareSpans(records, this.#settings.prices)[0]!;
  }

  #saveChunk(): void {
    const chunk = this.#chunk;
    this.#chunk = undefined;
    if (chunk === undefined || chunk.size === 0) return;
    this.#addedBytes += this.#settings.books.spans.addChunk(this.before.row, chunk);
    this.#sequence = chunk.id;
  }
}
