/** Holds ended spans until the receiver has them: bounded, never in the host's way, every loss counted. */
import type { ReadableSpan, Span, SpanExporter, SpanProcessor } from "@opentelemetry/sdk-trace-node";
import * as key from "@rootspan/model/attributes";
import { log } from "@rootspan/sdk";

/** `{ code: 0 }` on success, else with the error. */
type ExportResult = Parameters<Parameters<SpanExporter["export"]>[1]>[0];

export interface ExportQueueSettings {
  readonly maxQueueSpans: number;
  readonly flushIntervalMs: number;
  readonly exportTimeoutMs: number;
}

/** Spans since the process started. */
export interface ExportCounters {
  /** Accepted by the receiver. */
  readonly exported: number;
  /** Lost, because the queue was full. */
  readonly dropped: number;
  /** Lost, because the receiver refused them for good. */
  readonly refused: number;
  /** Waiting, or on their way. */
  readonly waiting: number;
}

/** Serialising a batch is one block of work on the host's thread, so batches are small. */
const MAX_BATCH_SPANS = 256;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/** HTTP answers that no retry changes. A wrong key may yet be mended, and a timeout or throttle passes. */
const TRANSIENT_CLIENT_ERRORS: ReadonlySet<number> = new Set([401, 403, 408, 429]);

export class ExportQueue implements SpanProcessor {
  readonly #exporter: SpanExporter;
  readonly #settings: ExportQueueSettings;
  #waiting: ReadableSpan[] = [];
  #inFlight = 0;
  /** Spans that ever came in, and how many of them shall be settled when the present drain is over. */
  #accepted = 0;
  #target = 0;
  #exported = 0;
  #dropped = 0;
  #refused = 0;
  #timer: NodeJS.Timeout | undefined;
  #draining: Promise<void> | undefined;
  #retryMs = 0;
  #closed = false;

  constructor(exporter: SpanExporter, settings: ExportQueueSettings) {
    this.#exporter = exporter;
    this.#settings = settings;
  }

  counters(): ExportCounters {
    return {
      exported: this.#exported,
      dropped: this.#dropped,
      refused: this.#refused,
      waiting: this.#waiting.length + this.#inFlight,
    };
  }

  onStart(_span: Span): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & 1) === 0) return;
    if (this.#closed || this.#waiting.length + this.#inFlight >= this.#settings.maxQueueSpans) {
      this.#drop();
      return;
    }
    this.#waiting.push(span);
    this.#accepted += 1;
    // A marker is news of a running session.
    this.#schedule(span.attributes[key.ROOTSPAN_KIND] === "marker");
  }

  /** Resolves once everything that waits now is delivered or refused, at the latest after the export timeout. */
  async forceFlush(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#settings.exportTimeoutMs);
    });
    await Promise.race([this.#drain(), deadline]);
    clearTimeout(timer);
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#exporter.shutdown().catch((fault: unknown) => log.debug("the exporter did not shut down", fault));
  }

  #drop(): void {
    this.#dropped += 1;
    if (this.#dropped === 1 || this.#dropped % 10_000 === 0) {
      log.warn(`${this.#dropped} span(s) dropped: the queue holds its limit of ${this.#settings.maxQueueSpans}`);
    }
  }

  #schedule(isUrgent: boolean): void {
    if (this.#draining !== undefined) return;
    const now = this.#retryMs === 0 && (isUrgent || this.#waiting.length >= MAX_BATCH_SPANS);
    if (this.#timer !== undefined && !now) return;
    clearTimeout(this.#timer);
    const delayMs = now ? 0 : Math.max(this.#retryMs, this.#settings.flushIntervalMs);
    this.#timer = setTimeout(() => void this.#drain(), delayMs);
    this.#timer.unref();
  }

  /**
   * Settles all that has come in by now; what comes in meanwhile waits for its own turn, so that it makes full batches.
   * One drain at a time: a second caller extends the first.
   */
  #drain(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#target = this.#accepted;
    this.#draining ??= this.#settleTarget().finally(() => {
      this.#draining = undefined;
      if (this.#waiting.length > 0) this.#schedule(false);
    });
    return this.#draining;
  }

  async #settleTarget(): Promise<void> {
    while (this.#exported + this.#refused < this.#target) {
      const batch = this.#waiting.splice(0, MAX_BATCH_SPANS);
      this.#inFlight = batch.length;
      const { code, error } = await this.#export(batch);
      this.#inFlight = 0;
      if (code === 0) {
        this.#exported += batch.length;
        this.#retryMs = 0;
      } else if (isPermanent(error)) {
        this.#refused += batch.length;
        log.error(`the receiver refused ${batch.length} span(s) for good`, error);
      } else {
        this.#waiting.unshift(...batch);
        this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2 || FIRST_RETRY_MS);
        log.warn(`export failed; ${this.#waiting.length} span(s) wait for the next try in ${this.#retryMs} ms`, error);
        return;
      }
    }
  }

  #export(batch: readonly ReadableSpan[]): Promise<ExportResult> {
    return new Promise((resolve) => {
      try {
        this.#exporter.export([...batch], resolve);
      } catch (error) {
        resolve({ code: 1, error: error as Error });
      }
    });
  }
}

/** The exporter puts the HTTP status into `code`. */
function isPermanent(error: Error | undefined): boolean {
  const status = (error as { code?: unknown } | undefined)?.code;
  return typeof status === "number" && status >= 400 && status < 500 && !TRANSIENT_CLIENT_ERRORS.has(status);
}
