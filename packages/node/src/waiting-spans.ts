/** Spans in memory, in order, with what they take there. */
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import type { JournalPosition } from "./journal/journal.ts";

export interface WaitingSpan {
  readonly span: ReadableSpan;
  readonly bytes: number;
  /** Undefined where no journal has it. */
  readonly position: JournalPosition | undefined;
}

/** Serialising a batch is one block of work on the host's thread, so batches are small: about 4 MiB of text. */
const MAX_BATCH_BYTES = 8 * 1024 * 1024;

export interface WaitingLimits {
  readonly maxQueueSpans: number;
  readonly maxQueueBytes: number;
}

export class WaitingSpans {
  readonly #limits: WaitingLimits;
  #spans: WaitingSpan[] = [];
  /** Of those on their way, too. */
  #bytes = 0;
  #onTheirWay = 0;

  constructor(limits: WaitingLimits) {
    this.#limits = limits;
  }

  /** Those that may be taken. */
  get length(): number {
    return this.#spans.length;
  }

  /** With those on their way. */
  get count(): number {
    return this.#spans.length + this.#onTheirWay;
  }

  /** One span has room, however large it is. */
  hasRoom(bytes: number): boolean {
    if (this.count >= this.#limits.maxQueueSpans) return false;
    return this.count === 0 || this.#bytes + bytes <= this.#limits.maxQueueBytes;
  }

  add(waiting: WaitingSpan): void {
    this.#spans.push(waiting);
    this.#bytes += waiting.bytes;
  }

  /** Takes the first ones; they are on their way until `settle` or `putBack`. */
  take(maxSpans: number): readonly WaitingSpan[] {
    let bytes = 0;
    let count = 0;
    while (count < maxSpans && count < this.#spans.length) {
      bytes += this.#spans[count]!.bytes;
      if (count > 0 && bytes > MAX_BATCH_BYTES) break;
      count += 1;
    }
    const batch = this.#spans.splice(0, count);
    this.#onTheirWay = batch.length;
    return batch;
  }

  settle(batch: readonly WaitingSpan[]): void {
    this.#onTheirWay = 0;
    for (const { bytes } of batch) this.#bytes -= bytes;
  }

  putBack(batch: readonly WaitingSpan[]): void {
    this.#onTheirWay = 0;
    this.#spans.unshift(...batch);
  }

  /** @returns how many of them no journal has */
  clear(): number {
    const lost = this.#spans.filter(({ position }) => position === undefined).length;
    for (const { bytes } of this.#spans) this.#bytes -= bytes;
    this.#spans = [];
    return lost;
  }
}
