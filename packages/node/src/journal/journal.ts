/** The journal: what a process has recorded outlives it, until a receiver has it. */
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import type { SyncPolicy } from "./segment-file.ts";

/** Grows from span to span. Bytes since the journal was opened, as it happens. */
export type JournalPosition = number;

/** Before all spans. */
export const JOURNAL_START: JournalPosition = 0;

export interface JournalSettings {
  /** Any number of processes and worker threads of a machine may share it. Made where it is missing. */
  readonly directory: string;
  /** Which application this is, to be told from others that share the directory: see `RecoverySettings`. */
  readonly application?: string;
  /** What this journal holds at most; roots may take an eighth more. By default 512 MiB. */
  readonly maxBytes?: number;
  /** What one file of it holds at most, or one span where that is larger. By default 4 MiB. */
  readonly segmentBytes?: number;
  /** By default `never`. */
  readonly sync?: SyncPolicy;
  /** Told in a sentence when spans are not kept: once for each cause. */
  readonly warn?: (message: string) => void;
  /** The clock: milliseconds since 1970. By default `Date.now`. */
  readonly now?: () => number;
}

/** Since the journal was opened. */
export interface JournalCounters {
  /** Spans that were kept. */
  readonly appended: number;
  /** Bytes of spans on disk now. */
  readonly bytes: number;
  /** Spans that were not kept, because the journal holds its limit of spans that nobody acknowledged. */
  readonly full: number;
  /** Spans and roots that were not kept, because the disk or the folder does not work, or the journal is closed. */
  readonly failed: number;
  /** Spans that were kept and not acknowledged when somebody removed the folder. */
  readonly lost: number;
  /** Lines that could not be read back. */
  readonly skippedLines: number;
}

/** Spans that were read back. */
export interface JournalRead {
  /** An `ExportTraceServiceRequest` in OTLP/JSON. */
  readonly body: string;
  /** What to acknowledge once a receiver has the body, and where to read on. */
  readonly upTo: JournalPosition;
  readonly spans: number;
}

/**
 * Synchronous, for the process that records. No method throws, and none keeps the process alive. While the disk does
 * not work nothing is kept and everything is counted; the journal tries again by itself, a minute later at the latest.
 */
export interface Journal {
  /**
   * Keeps a span that has ended. When this returns, the death of the process does not take the span any more; what a
   * loss of power takes depends on `sync`. If the span is an open root, its session needs no closing from now on.
   * @param line what `toOtlpJson` made of the span, for callers who need it too
   * @returns undefined when the span is not kept
   */
  append(span: ReadableSpan, line?: string): JournalPosition | undefined;

  /**
   * Keeps a root that has started, or what it has become since. If the process dies before the root is appended, the
   * next one that recovers closes the session: see `recoverJournals`. A root that has ended is left alone.
   */
  openRoot(root: ReadableSpan): void;

  /** A receiver has everything up to here, or has refused it for good. What is acknowledged leaves the disk. */
  acknowledge(upTo: JournalPosition): void;

  /**
   * Spans after the position that lie on disk, ready to be sent; undefined when there are none.
   * @param maxBytes of text, about; a larger span comes alone
   */
  readFrom(position: JournalPosition, maxBytes: number): JournalRead | undefined;

  counters(): JournalCounters;

  /**
   * Gives the files back. What is acknowledged is gone; the rest stays for whoever recovers next: at once, or while a
   * root is open, after the death of this process.
   */
  close(): void;
}
