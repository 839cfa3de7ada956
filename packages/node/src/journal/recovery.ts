/** What recovery takes and tells. */

/** A receiver accepted a body, but for some of its spans, which it will never take. */
export interface PartlyAccepted {
  readonly rejected: number;
}

/**
 * Posts the body to a receiver. `refused` is an answer that no retry changes, `later` everything else that is no
 * success. It must settle, and one that rejects counts as `later`.
 * @param body an `ExportTraceServiceRequest` in OTLP/JSON
 */
export type Deliver = (body: string) => Promise<"accepted" | "refused" | "later" | PartlyAccepted>;

export interface RecoverySettings {
  /** As of `JournalSettings`. */
  readonly directory: string;
  /** Which application recovers. */
  readonly application?: string;
  /** Takes only what the same application has left. By default what any has. */
  readonly isOwnOnly?: boolean;
  /** Text of one body, about; a larger span comes alone. By default 1 MiB. */
  readonly maxBatchBytes?: number;
  /** What refused spans may take on disk, of all processes together. By default 64 MiB. */
  readonly maxRefusedBytes?: number;
  /**
   * What folders of dead processes may take together while the receiver is away; the oldest are deleted first, and
   * counted. By default 1 GiB.
   */
  readonly maxLeftBytes?: number;
  /** Told in a sentence what went wrong. */
  readonly warn?: (message: string) => void;
  /** The clock: milliseconds since 1970. By default `Date.now`. */
  readonly now?: () => number;
  /** Aborted, recovery stops after the body that is on its way, and leaves the rest to others. */
  readonly signal?: AbortSignal;
}

export interface RecoveryCounters {
  /** Folders of dead processes from which everything was delivered or refused. */
  readonly folders: number;
  /** Spans that a receiver accepted. */
  readonly recovered: number;
  /** Open roots that were closed; they count as spans too. */
  readonly closedRoots: number;
  /** Spans that the receiver refused for good. They are kept for a while in `*.refused` files. */
  readonly refused: number;
  /** Lines and root records that were cut off or overwritten. */
  readonly skippedLines: number;
  /** Folders of dead processes that are left for later: the receiver was away, or the disk failed. */
  readonly left: number;
  /** Bytes that were deleted undelivered, because what waits took more than `maxLeftBytes`. */
  readonly discardedBytes: number;
}

/** Counters while recovery is at work. */
export type RecoveryTally = { -readonly [Name in keyof RecoveryCounters]: RecoveryCounters[Name] };

export function createTally(): RecoveryTally {
  return { folders: 0, recovered: 0, closedRoots: 0, refused: 0, skippedLines: 0, left: 0, discardedBytes: 0 };
}
