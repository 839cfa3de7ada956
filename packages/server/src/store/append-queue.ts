/**
 * Group commit: appends that wait at the same time go into one transaction, so that the disk is waited for once.
 */
import type { SpanRecord } from "@rootspan/model";
import type { SessionChange } from "./session-changes.ts";
import type { SpanBatch } from "./session-store.ts";
import { StoreError } from "./store-error.ts";

/** Spans that are to be stored; `replace` where a span that is there already makes room. */
export interface AppendBatch extends SpanBatch {
  readonly replace: boolean;
}

export interface GroupOutcome {
  readonly changes: readonly SessionChange[];
  /** Errors of batches, in their order; undefined for one that is durable. */
  readonly faults: readonly unknown[];
}

interface WaitingBatch {
  readonly batch: AppendBatch;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface AppendQueueSettings {
  /** Writes all batches, or all but those that it gives faults for. */
  readonly write: (batches: readonly AppendBatch[]) => Promise<GroupOutcome>;
  /** While one is written, the next one may be on its way. */
  readonly groupsAtOnce: number;
  readonly maxWaitingSpans: number;
  /** Told before the appends resolve. */
  readonly tell: (changes: readonly SessionChange[]) => void;
}

/**
 * A group grows to this, and a batch that is larger is parted: no append waits for a transaction that takes long because
 * of others, and to make a group ready holds up the thread that answers for some 40 ms at most.
 */
const MAX_GROUP_SPANS = 2_048;

export class AppendQueue {
  readonly #settings: AppendQueueSettings;
  #waiting: WaitingBatch[] = [];
  #waitingSpans: number = 0;
  #groups: number = 0;
  #closed: (() => void) | undefined;

  constructor(settings: AppendQueueSettings) {
    this.#settings = settings;
  }

  /** Those that are not durable yet. */
  get waitingSpans(): number {
    return this.#waitingSpans;
  }

  get maxWaitingSpans(): number {
    return this.#settings.maxWaitingSpans;
  }

  /** @throws StoreError `busy`, `unavailable` or `closed` */
  add(batch: AppendBatch): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(new StoreError("closed", "the store is closing"));
    // A batch that finds nothing waiting is always taken, however large it is.
    if (this.#waitingSpans > 0 && this.#waitingSpans + batch.spans.length > this.maxWaitingSpans) {
      return Promise.reject(new StoreError("busy", `more than ${this.maxWaitingSpans} spans wait to be written`));
    }
    if (this.#waiting.length === 0) setImmediate(() => this.#flush());
    return untilAllAreOver(toParts(batch).map((part) => this.#wait(part)));
  }

  /** Resolves when what waits is written; appends after it are refused. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#closed = resolve;
      this.#flush();
    });
  }

  #wait(batch: AppendBatch): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, resolve, reject });
      this.#waitingSpans += batch.spans.length;
    });
  }

  #flush(): void {
    while (this.#waiting.length > 0 && this.#groups < this.#settings.groupsAtOnce) void this.#write(this.#takeGroup());
    if (this.#groups === 0) this.#closed?.();
  }

  #takeGroup(): readonly WaitingBatch[] {
    let spans = 0;
    const end = this.#waiting.findIndex(({ batch }) => (spans += batch.spans.length) > MAX_GROUP_SPANS);
    // The first is taken, however large it is.
    return this.#waiting.splice(0, end === -1 ? Infinity : Math.max(end, 1));
  }

  async #write(group: readonly WaitingBatch[]): Promise<void> {
    this.#groups += 1;
    try {
      const { changes, faults } = await this.#settings.write(group.map(({ batch }) => batch));
      this.#settings.tell(changes);
      group.forEach(({ resolve, reject }, index) => {
        const fault = faults[index];
        if (fault === undefined) resolve();
        else reject(fault);
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
    this.#groups -= 1;
    for (const { batch } of group) this.#waitingSpans -= batch.spans.length;
    this.#flush();
  }
}

/** Spans of a trace stay together, since one that tells its session speaks for the others. */
function toParts(batch: AppendBatch): readonly AppendBatch[] {
  if (batch.spans.length <= MAX_GROUP_SPANS) return [batch];
  const parts: SpanRecord[][] = [];
  for (const spans of Map.groupBy(batch.spans, ({ traceId }) => traceId).values()) {
    const last = parts.at(-1);
    if (last === undefined || last.length + spans.length > MAX_GROUP_SPANS) parts.push(spans);
    else for (const span of spans) last.push(span);
  }
  return parts.map((spans) => ({ ...batch, spans }));
}

/** Not before: a sender that is told of a fault sends all parts again. */
async function untilAllAreOver(parts: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(parts);
  const fault = outcomes.find((outcome) => outcome.status === "rejected");
  if (fault !== undefined) throw fault.reason;
}
