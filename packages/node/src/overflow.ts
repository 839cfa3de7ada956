/** Spans that memory has no room for: they lie in the journal, and are sent from there. */
import type { Answer, NotAccepted } from "./answer.ts";
import { BatchSize } from "./batch-size.ts";
import { type Journal, JOURNAL_START, type JournalPosition } from "./journal/journal.ts";
import { isForGood } from "./refusal.ts";

/** What became of some spans. */
export interface Outcome {
  readonly exported: number;
  readonly refused: number;
  /** No longer in the journal, because somebody removed it. */
  readonly lost: number;
  /** The receiver's reason, of what it accepted in part. */
  readonly message: string;
  /** The attempt failed and shall be made again later. */
  readonly isLater: boolean;
  /** Why it failed, where the receiver was asked. */
  readonly failure?: NotAccepted;
}

const MAX_BODY_BYTES = 1024 * 1024;

const NOTHING: Outcome = { exported: 0, refused: 0, lost: 0, message: "", isLater: false };
const LATER: Outcome = { ...NOTHING, isLater: true };

export class Overflow {
  readonly #journal: Journal;
  readonly #send: (body: string) => Promise<Answer>;
  readonly #size = new BatchSize(MAX_BODY_BYTES);
  /** All spans after the first and up to the last position overflow. */
  #after: JournalPosition = JOURNAL_START;
  #last: JournalPosition = JOURNAL_START;
  #count = 0;
  /** Spans that the journal had lost when they were last asked for. */
  #lostBefore = 0;

  /** @param send posts an `ExportTraceServiceRequest` in OTLP/JSON */
  constructor(journal: Journal, send: (body: string) => Promise<Answer>) {
    this.#journal = journal;
    this.#send = send;
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
    const read = this.#journal.readFrom(this.#after, this.#size.limit);
    if (read === undefined) return this.#settle(this.#unreadable());
    const { body, spans, upTo } = read;
    const answer = await this.#send(body);
    if (!answer.isAccepted) {
      if (!isForGood(answer.status)) return { ...LATER, failure: answer };
      if (this.#size.refused(answer.status, spans, body.length)) return NOTHING;
    } else {
      this.#size.accepted();
    }
    this.#journal.acknowledge(upTo);
    this.#after = upTo;
    // Lines that could not be read back are among those that were counted.
    const lost = upTo >= this.#last ? Math.max(0, this.#count - spans) : 0;
    const refused = answer.isAccepted ? Math.min(answer.rejected, spans) : spans;
    const message = answer.isAccepted ? answer.message : answer.error.message;
    return this.#settle({ ...NOTHING, exported: spans - refused, refused, lost, message });
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
