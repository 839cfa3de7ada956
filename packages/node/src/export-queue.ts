/** Holds ended spans until the receiver has them: bounded, never in the host's way, every loss counted. */
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { type ExportResult, ExportResultCode, suppressTracing } from "@opentelemetry/core";
import type { ReadableSpan, Span, SpanExporter, SpanProcessor } from "@opentelemetry/sdk-trace-node";
import * as key from "@rootspan/model/attributes";
import { log, reportFault } from "@rootspan/sdk";
import { type Journal, JOURNAL_START, type JournalPosition } from "./journal/journal.ts";
import type { Deliver } from "./journal/recovery.ts";
import { Overflow } from "./overflow.ts";
import { isForGood, PAYLOAD_TOO_LARGE } from "./refusal.ts";

export interface ExportQueueSettings {
  readonly maxQueueSpans: number;
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
  readonly post: Deliver;
}

interface Waiting {
  readonly span: ReadableSpan;
  readonly bytes: number;
  readonly position: JournalPosition | undefined;
}

/** Serialising a batch is one block of work on the host's thread, so batches are small. */
const MAX_BATCH_SPANS = 256;
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
/** What the queue holds at most, whatever `maxQueueSpans` says. Spans with large prompts reach this first. */
const MAX_QUEUE_BYTES = 256 * 1024 * 1024;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
/** The exporter has a timeout of its own and tells more; ours is for one that never answers. */
const ANSWER_GRACE_MS = 1_000;

export class ExportQueue implements SpanProcessor {
  readonly #exporter: SpanExporter;
  readonly #settings: ExportQueueSettings;
  readonly #backing: Backing | undefined;
  readonly #overflow: Overflow | undefined;
  /** Of the last span that went to memory. */
  #lastPosition: JournalPosition = JOURNAL_START;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #inFlight = 0;
  #accepted = 0;
  #exported = 0;
  #dropped = 0;
  /** Accepted, and gone from the journal before they could be sent. */
  #lost = 0;
  #refused = 0;
  #batchSpans = MAX_BATCH_SPANS;
  #timer: NodeJS.Timeout | undefined;
  #retryMs = 0;
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
    this.#overflow = backing && new Overflow(backing.journal, backing.post);
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
    const isFull = this.#isFull(bytes);
    // What is in the journal stays in order: behind spans that lie there alone, it waits there too.
    const isOverflow = position !== undefined && (isFull || this.#overflow!.count > 0);
    if (this.#isClosed || (isFull && !isOverflow)) {
      if (position === undefined) this.#drop();
      return;
    }
    if (isOverflow) {
      this.#overflow!.take(position, this.#lastPosition);
    } else {
      this.#waiting.push({ span, bytes, position });
      this.#waitingBytes += bytes;
      this.#lastPosition = position ?? this.#lastPosition;
    }
    this.#accepted += 1;
    // A marker is news of a running session.
    this.#schedule(span.attributes[key.ROOTSPAN_KIND] === "marker");
  }

  /**
   * Resolves once everything that waits now is delivered or refused, or an attempt has failed (the exporter retries
   * within an attempt), and the same of what dead processes have left; at the latest after the export timeout.
   */
  async forceFlush(): Promise<void> {
    await this.#withinTimeout(Promise.all([this.#settled(), this.#backing?.idle()]));
  }

  async shutdown(): Promise<void> {
    if (this.#isClosed) return;
    await this.forceFlush();
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#dropped += this.#waiting.filter(({ position }) => position === undefined).length;
    this.#waiting = [];
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
    return this.#waiting.length + this.#inFlight + (this.#overflow?.count ?? 0);
  }

  #isFull(bytes: number): boolean {
    if (this.#waiting.length + this.#inFlight >= this.#settings.maxQueueSpans) return true;
    return this.#waiting.length > 0 && this.#waitingBytes + bytes > MAX_QUEUE_BYTES;
  }

  #drop(): void {
    this.#dropped += 1;
    if (this.#isClosed || (this.#dropped !== 1 && this.#dropped % 10_000 !== 0)) return;
    const limit = `${this.#settings.maxQueueSpans} spans or ${MAX_QUEUE_BYTES} bytes`;
    log.warn(`${this.#dropped} span(s) dropped: the queue holds its limit of ${limit}`);
  }

  #schedule(isUrgent: boolean): void {
    if (this.#isClosed) return;
    if (this.#isDraining) {
      this.#isUrgent ||= isUrgent;
      return;
    }
    const now = this.#retryMs === 0 && (isUrgent || this.#waiting.length >= MAX_BATCH_SPANS);
    if (this.#timer !== undefined && !now) return;
    clearTimeout(this.#timer);
    const delayMs = now ? 0 : this.#retryMs || this.#settings.flushIntervalMs;
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
        this.#waiting.length > 0 ? await this.#deliver(this.#takeBatch()) : await this.#deliverOverflow();
      const settled = isSettled ? this.#settledCount() : Infinity;
      for (const { resolve } of this.#flushes.filter((flush) => flush.target <= settled)) resolve();
      this.#flushes = this.#flushes.filter((flush) => flush.target > settled);
      if (!isSettled) return;
    }
  }

  #takeBatch(): readonly Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#batchSpans && count < this.#waiting.length) {
      bytes += this.#waiting[count]!.bytes;
      if (count > 0 && bytes > MAX_BATCH_BYTES) break;
      count += 1;
    }
    const batch = this.#waiting.splice(0, count);
    this.#inFlight = batch.length;
    for (const waiting of batch) this.#waitingBytes -= waiting.bytes;
    return batch;
  }

  #putBack(batch: readonly Waiting[]): void {
    this.#waiting.unshift(...batch);
    for (const waiting of batch) this.#waitingBytes += waiting.bytes;
  }

  /** @returns false when the attempt failed and shall be made again later */
  async #deliver(batch: readonly Waiting[]): Promise<boolean> {
    const { code, error, isUnsendable } = await this.#export(batch.map(({ span }) => span));
    this.#inFlight = 0;
    const status = statusOf(error);
    if (code === ExportResultCode.SUCCESS) {
      this.#acknowledge(batch);
      this.#exported += batch.length;
      this.#retryMs = 0;
      this.#batchSpans = Math.min(MAX_BATCH_SPANS, this.#batchSpans * 2);
    } else if ((status === PAYLOAD_TOO_LARGE || isUnsendable === true) && batch.length > 1) {
      this.#putBack(batch);
      this.#batchSpans = Math.ceil(batch.length / 2);
    } else if (isForGood(status) || isUnsendable === true) {
      this.#acknowledge(batch);
      this.#refused += batch.length;
      log.error(`${batch.length} span(s) are refused for good`, error);
    } else {
      this.#putBack(batch);
      this.#delayNextTry(error);
      return false;
    }
    return true;
  }

  /** @returns as `#deliver` does */
  async #deliverOverflow(): Promise<boolean> {
    const { exported, refused, lost, isLater } = await this.#overflow!.deliver();
    this.#exported += exported;
    this.#refused += refused;
    this.#lost += lost;
    if (refused > 0) log.error(`the receiver refused ${refused} span(s) for good`);
    if (lost > 0) log.error(`${lost} span(s) are lost: the journal was removed while they waited in it`);
    if (isLater) this.#delayNextTry(undefined);
    else this.#retryMs = 0;
    return !isLater;
  }

  #delayNextTry(error: Error | undefined): void {
    this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2 || FIRST_RETRY_MS);
    log.warn(`export failed; ${this.#waitingCount()} span(s) wait for the next try in ${this.#retryMs} ms`, error);
  }

  /** Batches settle in the order of their spans, so all that came before is settled too. */
  #acknowledge(batch: readonly Waiting[]): void {
    const last = batch.findLast(({ position }) => position !== undefined)?.position;
    if (last !== undefined) this.#backing?.journal.acknowledge(last);
  }

  /** Outside every session, and untraced: or else an instrumented HTTP client would make spans of exports. */
  #export(spans: ReadableSpan[]): Promise<ExportResult & { readonly isUnsendable?: boolean }> {
    return new Promise((resolve) => {
      const fail = (error: unknown): void => resolve({ code: ExportResultCode.FAILED, error: error as Error });
      const limitMs = this.#settings.exportTimeoutMs + ANSWER_GRACE_MS;
      const timer = setTimeout(() => fail(new Error(`the exporter did not answer within ${limitMs} ms`)), limitMs);
      timer.unref();
      const done = (result: ExportResult | undefined): void => {
        clearTimeout(timer);
        resolve(result ?? { code: ExportResultCode.FAILED });
      };
      try {
        const returned: unknown = context.with(suppressTracing(ROOT_CONTEXT), () => this.#exporter.export(spans, done));
        Promise.resolve(returned).catch(fail);
      } catch (error) {
        clearTimeout(timer);
        // What throws at once cannot write one of these spans, today or later.
        resolve({ code: ExportResultCode.FAILED, error: error as Error, isUnsendable: true });
      }
    });
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

/** About what the span takes as text: its long attributes are nearly all of it. */
function estimateBytes({ attributes }: ReadableSpan): number {
  let bytes = 1_000;
  for (const name in attributes) {
    const value = attributes[name];
    if (typeof value === "string") bytes += value.length;
  }
  return bytes;
}

/** The exporter puts the HTTP status into `code`; 0 where there is none. */
function statusOf(error: Error | undefined): number {
  const status = (error as { code?: unknown } | undefined)?.code;
  return typeof status === "number" ? status : 0;
}
