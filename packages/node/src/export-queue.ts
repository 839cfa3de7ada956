/** Holds ended spans until the receiver has them: bounded, never in the host's way, every loss counted. */
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import type { ReadableSpan, Span, SpanExporter, SpanProcessor } from "@opentelemetry/sdk-trace-node";
import * as key from "@rootspan/model/attributes";
import { log, reportFault } from "@rootspan/sdk";
import type { Answer } from "./answer.ts";
import { BatchSize } from "./batch-size.ts";
import { DeliveryLog } from "./delivery-log.ts";
import { attemptExport } from "./export-attempt.ts";
import { type Journal, JOURNAL_START, type JournalPosition } from "./journal/journal.ts";
import { Overflow } from "./overflow.ts";
import { isForGood, PAYLOAD_TOO_LARGE } from "./refusal.ts";
import { RetryPace } from "./retry-pace.ts";
import { estimateBytes } from "./span-bytes.ts";
import { type WaitingSpan, WaitingSpans } from "./waiting-spans.ts";

export interface ExportQueueSettings {
  readonly maxQueueSpans: number;
  /** As `estimateBytes` counts them. */
  readonly maxQueueBytes: number;
  readonly flushIntervalMs: number;
  readonly exportTimeoutMs: number;
}

/** Spans since the queue was opened. */
export interface QueueCounters {
  /** Accepted by the receiver. */
  readonly exported: number;
  /** Lost, because the queue was full or closed, and no journal had them. */
  readonly dropped: number;
  /** Lost, because the receiver refused them for good. */
  readonly refused: number;
  /** Waiting, or on their way. */
  readonly waiting: number;
}

/** Where spans lie until they are acknowledged, besides in memory. */
export interface Backing {
  /** Resolves when what other processes have left is sent, or was tried to. */
  readonly idle: () => Promise<void>;
  readonly journal: Journal;
  readonly positionOf: (span: ReadableSpan) => JournalPosition | undefined;
  /** Posts an `ExportTraceServiceRequest` in OTLP/JSON. Never rejects. */
  readonly send: (body: string) => Promise<Answer>;
}

const MAX_BATCH_SPANS = 256;

export class ExportQueue implements SpanProcessor {
  readonly #exporter: SpanExporter;
  readonly #settings: ExportQueueSettings;
  readonly #backing: Backing | undefined;
  readonly #overflow: Overflow | undefined;
  /** Of the last span that went to memory. */
  #lastPosition: JournalPosition = JOURNAL_START;
  readonly #waiting: WaitingSpans;
  readonly #size = new BatchSize(MAX_BATCH_SPANS);
  readonly #pace = new RetryPace();
  readonly #log = new DeliveryLog();
  #accepted = 0;
  #exported = 0;
  #dropped = 0;
  /** Accepted, and gone from the journal before they could be sent. */
  #lost = 0;
  #refused = 0;
  #timer: NodeJS.Timeout | undefined;
  #isDraining = false;
  /** Something urgent came in during a drain. */
  #isUrgent = false;
  #isClosed = false;
  /** Each waits until so many of all accepted spans are settled. */
  #flushes: { readonly target: number; readonly resolve: () => void }[] = [];

  /** With a backing nothing is lost that it keeps: what memory has no room for is sent from there. */
  constructor(exporter: SpanExporter, settings: ExportQueueSettings, backing?: Backing) {
    this.#exporter = exporter;
    this.#settings = settings;
    this.#backing = backing;
    this.#overflow = backing && new Overflow(backing.journal, backing.send);
    this.#waiting = new WaitingSpans(settings);
  }

  counters(): QueueCounters {
    return {
      exported: this.#exported,
      dropped: this.#dropped + this.#lost,
      refused: this.#refused,
      waiting: this.#waitingCount(),
    };
  }

  onStart(_span: Span): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & 1) === 0) return;
    const bytes = estimateBytes(span);
    const position = this.#backing?.positionOf(span);
    const isFull = !this.#waiting.hasRoom(bytes);
    // What is in the journal stays in order: behind spans that lie there alone, it waits there too.
    const isOverflow = position !== undefined && (isFull || this.#overflow!.count > 0);
    if (this.#isClosed || (isFull && !isOverflow)) {
      if (position === undefined) this.#drop();
      return;
    }
    if (isOverflow) {
      this.#overflow!.take(position, this.#lastPosition);
    } else {
      this.#waiting.add({ span, bytes, position });
      this.#lastPosition = position ?? this.#lastPosition;
    }
    this.#accepted += 1;
    // A marker is news of a running session.
    this.#schedule(span.attributes[key.ROOTSPAN_KIND] === "marker");
  }

  /**
   * Resolves once everything that waits now is delivered or refused, or an attempt has failed, and the same of what
   * dead processes have left; at the latest after the export timeout. While the receiver has asked to be left alone it
   * resolves at once.
   * @param isLast nothing follows, so that what no journal has is tried in any case
   */
  async forceFlush(isLast = false): Promise<void> {
    if (this.#pace.isAskedToWait() && (this.#backing !== undefined || !isLast)) return;
    await this.#withinTimeout(Promise.all([this.#settled(), this.#backing?.idle()]));
  }

  async shutdown(): Promise<void> {
    if (this.#isClosed) return;
    await this.forceFlush(true);
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#dropped += this.#waiting.clear();
    await this.#withinTimeout(
      context
        .with(suppressTracing(ROOT_CONTEXT), () => this.#exporter.shutdown())
        .catch((fault: unknown) => log.debug("the exporter did not shut down", fault)),
    );
  }

  #settledCount(): number {
    return this.#exported + this.#refused + this.#lost;
  }

  #waitingCount(): number {
    return this.#waiting.count + (this.#overflow?.count ?? 0);
  }

  #drop(): void {
    this.#dropped += 1;
    if (this.#isClosed || (this.#dropped !== 1 && this.#dropped % 10_000 !== 0)) return;
    const limit = `${this.#settings.maxQueueSpans} spans or ${this.#settings.maxQueueBytes} bytes`;
    log.warn(`${this.#dropped} span(s) dropped: the queue holds its limit of ${limit}`);
  }

  #schedule(isUrgent: boolean): void {
    if (this.#isClosed) return;
    if (this.#isDraining) {
      this.#isUrgent ||= isUrgent;
      return;
    }
    const now = this.#pace.delayMs === 0 && (isUrgent || this.#waiting.length >= MAX_BATCH_SPANS);
    if (this.#timer !== undefined && !now) return;
    clearTimeout(this.#timer);
    const delayMs = now ? 0 : this.#pace.delayMs || this.#settings.flushIntervalMs;
    this.#timer = setTimeout(() => this.#drain(), delayMs);
    this.#timer.unref();
  }

  /** One drain at a time. */
  #drain(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isDraining) return;
    this.#isDraining = true;
    this.#settle()
      .catch((fault: unknown) => reportFault("the export queue", fault))
      .finally(() => {
        this.#isDraining = false;
        const isUrgent = this.#isUrgent;
        this.#isUrgent = false;
        if (this.#waitingCount() > 0) this.#schedule(isUrgent);
      });
  }

  /** Settles all that has come in by now; what comes in meanwhile waits for its own turn, and makes full batches. */
  async #settle(): Promise<void> {
    const present = this.#accepted;
    for (;;) {
      const target = Math.max(present, ...this.#flushes.map((flush) => flush.target));
      if (this.#waitingCount() === 0 || this.#settledCount() >= target) break;
      const isSettled =
        this.#waiting.length > 0
          ? await this.#deliver(this.#waiting.take(this.#size.limit))
          : await this.#deliverOverflow();
      const settled = isSettled ? this.#settledCount() : Infinity;
      for (const { resolve } of this.#flushes.filter((flush) => flush.target <= settled)) resolve();
      this.#flushes = this.#flushes.filter((flush) => flush.target > settled);
      if (!isSettled) return;
    }
    this.#log.isBack(this.#exported);
  }

  /** @returns false when the attempt failed and shall be made again later */
  async #deliver(batch: readonly WaitingSpan[]): Promise<boolean> {
    const spans = batch.map(({ span }) => span);
    const result = await attemptExport(this.#exporter, spans, this.#settings.exportTimeoutMs);
    const { isAccepted, isUnsendable, rejected, error } = result;
    // One that cannot be written takes no good ones with it either.
    const status = isUnsendable ? PAYLOAD_TOO_LARGE : result.status;
    if (isAccepted) {
      this.#settleBatch(batch, rejected);
      this.#size.accepted();
      this.#pace.succeeded();
      this.#log.partiallyAccepted(rejected, batch.length, result.message);
    } else if (!isForGood(status)) {
      this.#waiting.putBack(batch);
      this.#delayNextTry(status, error, result.retryAfterMs);
      return false;
    } else if (this.#size.refused(status, batch.length, batch.length)) {
      this.#waiting.putBack(batch);
    } else {
      this.#settleBatch(batch, batch.length);
      this.#log.refused(batch.length, error);
    }
    return true;
  }

  /** Batches settle in the order of their spans, so all that came before is settled too. */
  #settleBatch(batch: readonly WaitingSpan[], refused: number): void {
    const last = batch.findLast(({ position }) => position !== undefined)?.position;
    if (last !== undefined) this.#backing?.journal.acknowledge(last);
    this.#waiting.settle(batch);
    this.#exported += batch.length - refused;
    this.#refused += refused;
  }

  /** @returns as `#deliver` does */
  async #deliverOverflow(): Promise<boolean> {
    const { exported, refused, lost, message, isLater, failure } = await this.#overflow!.deliver();
    this.#exported += exported;
    this.#refused += refused;
    this.#lost += lost;
    if (refused > 0 || message !== "") this.#log.partiallyAccepted(refused, exported + refused, message);
    if (lost > 0) this.#log.lost(lost);
    if (isLater) this.#delayNextTry(failure?.status ?? 0, failure?.error, failure?.retryAfterMs);
    else this.#pace.succeeded();
    return !isLater;
  }

  #delayNextTry(status: number, error: unknown, retryAfterMs: number | undefined): void {
    this.#pace.failed(retryAfterMs);
    this.#log.failed(status, error, { exported: this.#exported, waiting: this.#waitingCount() });
  }

  /** Everything that waits now. */
  #settled(): Promise<void> | undefined {
    if (this.#waitingCount() === 0) return undefined;
    const settled = new Promise<void>((resolve) => this.#flushes.push({ target: this.#accepted, resolve }));
    this.#drain();
    return settled;
  }

  async #withinTimeout(work: Promise<unknown>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#settings.exportTimeoutMs);
    });
    await Promise.race([work, deadline]);
    clearTimeout(timer);
  }
}
