/** Spans that memory has no room for: they lie in the journal, and are sent from there. */
import { type Journal, JOURNAL_START, type JournalPosition } from "./journal/journal.ts";
import type { Deliver } from "./journal/recovery.ts";

/** What became of some spans. */
export interface Outcome {
  readonly exported: number;
  readonly refused: number;
  /** No longer in the journal, because somebody removed it. */
  readonly lost: number;
  /** The attempt failed and shall be made again later. */
  readonly isLater: boolean;
}

const MAX_BODY_BYTES = 1024 * 1024;

const NOTHING: Outcome = { exported: 0, refused: 0, lost: 0, isLater: false };
const LATER: Outcome = { ...NOTHING, isLater: true };

export class Overflow {
  readonly #journal: Journal;
  readonly #post: Deliver;
  /** All spans after the first and up to the last position overflow. */
  #after: JournalPosition = JOURNAL_START;
  #last: JournalPosition = JOURNAL_START;
  #count = 0;
  #bodyBytes = MAX_BODY_BYTES;
  /** Spans that the journal had lost when they were last asked for. */
  #lostBefore = 0;

  constructor(journal: Journal, post: Deliver) {
    this.#journal = journal;
    this.#post = post;
  }

  get count(): number {
    return this.#count;
  }

  /** @param previous position of the last span that memory has */
  take(position: JournalPosition, previous: JournalPosition): void {
    if (this.#count === 0) this.#after = Math.max(previous, this.#last);
    this.#last = position;
    this.#count += 1;
  }

  /** Sends the first of them. */
  async deliver(): Promise<Outcome> {
    const read = this.#journal.readFrom(this.#after, this.#bodyBytes);
    if (read === undefined) return this.#settle(this.#unreadable());
    const answer = await this.#post(read.body);
    if (answer === "later") return LATER;
    if (answer === "refused" && read.spans > 1) {
      // It may be too large, or have one bad span among good ones.
      this.#bodyBytes = Math.ceil(Math.min(this.#bodyBytes, read.body.length) / 2);
      return NOTHING;
    }
    this.#bodyBytes = Math.min(MAX_BODY_BYTES, this.#bodyBytes * 2);
    this.#journal.acknowledge(read.upTo);
    this.#after = read.upTo;
    // Lines that could not be read back are among those that were counted.
    const unread = read.upTo >= this.#last ? Math.max(0, this.#count - read.spans) : 0;
    return this.#settle({ ...NOTHING, lost: unread, [answer === "accepted" ? "exported" : "refused"]: read.spans });
  }

  /** The disk may fail for a moment; what is gone is gone. */
  #unreadable(): Outcome {
    const { lost } = this.#journal.counters();
    if (lost === this.#lostBefore) return LATER;
    this.#lostBefore = lost;
    return { ...NOTHING, lost: this.#count };
  }

  #settle(outcome: Outcome): Outcome {
    this.#count = Math.max(0, this.#count - outcome.exported - outcome.refused - outcome.lost);
    return outcome;
  }
}
