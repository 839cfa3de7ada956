/**
 * Group commit: appends that wait at the same time go into one transaction, so that the disk is waited for once.
 */
import { StoreError } from "../store-error.ts";
import { toStoreError } from "./to-store-error.ts";
import type { WriteBatch } from "./write/session-writer.ts";

interface WaitingBatch {
  readonly batch: WriteBatch;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes all batches or throws and writes none. */
export type WriteBatches = (batches: readonly WriteBatch[]) => void;

export class AppendQueue {
  readonly #write: WriteBatches;
  readonly maxWaitingSpans: number;
  #waiting: WaitingBatch[] = [];
  #waitingSpans: number = 0;
  #closed: boolean = false;

  constructor(write: WriteBatches, maxWaitingSpans: number) {
    this.#write = write;
    this.maxWaitingSpans = maxWaitingSpans;
  }

  get waitingSpans(): number {
    return this.#waitingSpans;
  }

  /** @throws StoreError `busy`, `unavailable` or `closed` */
  add(batch: WriteBatch): Promise<void> {
    if (this.#closed) return Promise.reject(new StoreError("closed", "the store is closing"));
    // A batch that finds nothing waiting is always taken, however large it is.
    if (this.#waiting.length > 0 && this.#waitingSpans + batch.spans.length > this.maxWaitingSpans) {
      return Promise.reject(new StoreError("busy", `more than ${this.maxWaitingSpans} spans wait to be written`));
    }
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#flush());
      this.#waiting.push({ batch, resolve, reject });
      this.#waitingSpans += batch.spans.length;
    });
  }

  /** Writes what waits; appends after it are refused. */
  close(): void {
    this.#closed = true;
    this.#flush();
  }

  #flush(): void {
    const group = this.#waiting;
    this.#waiting = [];
    this.#waitingSpans = 0;
    if (group.length === 0) return;
    const fault = this.#tryWrite(group);
    if (fault === undefined) {
      for (const { resolve } of group) resolve();
    } else if (group.length === 1) {
      group[0]!.reject(fault);
    } else {
      // One bad batch must not take the others with it.
      for (const waiting of group) {
        const own = this.#tryWrite([waiting]);
        if (own === undefined) waiting.resolve();
        else waiting.reject(own);
      }
    }
  }

  /** Returns what went wrong. */
  #tryWrite(group: readonly WaitingBatch[]): unknown {
    try {
      this.#write(group.map(({ batch }) => batch));
      return undefined;
    } catch (error) {
      return toStoreError(error);
    }
  }
}
