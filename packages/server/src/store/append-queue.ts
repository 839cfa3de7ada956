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

interface WaitingBatch<P> {
  readonly spans: number;
  /** The batch made ready. */
  readonly take: () => P;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface AppendQueueSettings<P> {
  /** Makes a batch ready; one for which it throws takes no others with it. */
  readonly prepare: (batch: AppendBatch) => P;
  /** Writes all batches, or all but those that it gives faults for. */
  readonly write: (batches: readonly P[]) => Promise<GroupOutcome>;
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

/** @template P what a batch waits as */
export class AppendQueue<P> {
  readonly #settings: AppendQueueSettings<P>;
  readonly #waiting: WaitingBatch<P>[] = [];
  /** Of batches that were parted. They take turns with the others, which would wait for minutes behind them. */
  readonly #parts: WaitingBatch<P>[] = [];
  #isPartNext: boolean = false;
  #waitingSpans: number = 0;
  #takenSpans: number = 0;
  #spansInParts: number = 0;
  #groups: number = 0;
  #closed: (() => void) | undefined;

  constructor(settings: AppendQueueSettings<P>) {
    this.#settings = settings;
  }

  /** Those that are not durable yet. */
  get waitingSpans(): number {
    return this.#waitingSpans;
  }

  /** All that have ever been taken. */
  get takenSpans(): number {
    return this.#takenSpans;
  }

  get maxWaitingSpans(): number {
    return this.#settings.maxWaitingSpans;
  }

  /** @throws StoreError `busy`, `unavailable` or `closed`, and what `prepare` throws */
  add(batch: AppendBatch): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(new StoreError("closed", "the store is closing"));
    if (!this.#hasRoomFor(batch)) {
      return Promise.reject(new StoreError("busy", `more than ${this.maxWaitingSpans} spans wait to be written`));
    }
    return isLarge(batch) ? this.#addParts(batch) : this.#addReady(batch);
  }

  /** Ready at once: spans that wait as objects are moved about by the collector of garbage, which is dear. */
  #addReady(batch: AppendBatch): Promise<void> {
    try {
      const ready = this.#settings.prepare(batch);
      return this.#wait({ spans: batch.spans.length, take: () => ready }, this.#waiting);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #addParts(batch: AppendBatch): Promise<void> {
    this.#spansInParts += batch.spans.length;
    const { prepare } = this.#settings;
    return untilAllAreOver(
      toParts(batch).map((part) => this.#wait({ spans: part.spans.length, take: () => prepare(part) }, this.#parts)),
    );
  }

  /** Large batches and others leave half of the room to each other, and one large batch may be larger than the room. */
  #hasRoomFor(batch: AppendBatch): boolean {
    const half = this.maxWaitingSpans / 2;
    const others = this.#waitingSpans - this.#spansInParts;
    if (isLarge(batch) && this.#spansInParts === 0) return others <= half;
    const counted = isLarge(batch) ? this.#waitingSpans : others + Math.min(this.#spansInParts, half);
    return counted === 0 || counted + batch.spans.length <= this.maxWaitingSpans;
  }

  get #isWaiting(): boolean {
    return this.#waiting.length + this.#parts.length > 0;
  }

  /** Resolves when what waits is written; appends after it are refused. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#closed = resolve;
      this.#flush();
    });
  }

  #wait(batch: Pick<WaitingBatch<P>, "spans" | "take">, line: WaitingBatch<P>[]): Promise<void> {
    if (!this.#isWaiting) setImmediate(() => this.#flush());
    return new Promise((resolve, reject) => {
      line.push({ ...batch, resolve, reject });
      this.#waitingSpans += batch.spans;
      this.#takenSpans += batch.spans;
    });
  }

  #flush(): void {
    while (this.#isWaiting && this.#groups < this.#settings.groupsAtOnce) void this.#write(this.#takeGroup());
    if (this.#groups === 0) this.#closed?.();
  }

  #takeGroup(): readonly WaitingBatch<P>[] {
    const isPart = this.#parts.length > 0 && (this.#isPartNext || this.#waiting.length === 0);
    this.#isPartNext = !isPart;
    if (isPart) {
      const part = this.#parts.shift()!;
      this.#spansInParts -= part.spans;
      return [part];
    }
    let spans = 0;
    const end = this.#waiting.findIndex((batch) => (spans += batch.spans) > MAX_GROUP_SPANS);
    // The first is taken, however large it is.
    return this.#waiting.splice(0, end === -1 ? Infinity : Math.max(end, 1));
  }

  async #write(group: readonly WaitingBatch<P>[]): Promise<void> {
    this.#groups += 1;
    try {
      const { changes, faults } = await this.#settings.write(group.map(({ take }) => take()));
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
    for (const { spans } of group) this.#waitingSpans -= spans;
    this.#flush();
  }
}

function isLarge({ spans }: AppendBatch): boolean {
  return spans.length > MAX_GROUP_SPANS;
}

/** Spans of a trace stay together, since one that tells its session speaks for the others. */
function toParts(batch: AppendBatch): readonly AppendBatch[] {
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
