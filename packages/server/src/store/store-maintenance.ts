/** The port to a store's upkeep: what it takes, what it forgets, and copies of it. */

export interface StoreUsage {
  /** Bytes of the file that holds sessions. */
  readonly databaseBytes: number;
  /** Of these, what is free for sessions to come; `vacuum` gives it back. 0 where it is not known. */
  readonly freeBytes: number;
  /** Bytes of what is written but not yet moved into the file. */
  readonly logBytes: number;
  /** Bytes of the index of words. */
  readonly searchBytes: number;
  readonly artifacts: number;
  readonly artifactBytes: number;
  readonly waitingSpans: number;
  /** Appends beyond this are refused as `busy`. */
  readonly maxWaitingSpans: number;
}

export interface SearchProgress {
  /** What came up to this sequence is found by its words at once. */
  readonly indexedSequence: number;
  /** What came after it, as far as it is counted. 0 when search has caught up. */
  readonly waitingAppends: number;
  /** Of these, so many at most are looked through with each search, the newest; the rest is not found yet. */
  readonly searchedAppends: number;
}

/** What is absent is not limited. */
export interface Retention {
  /** Sessions are kept for so long after they last changed: milliseconds, at least 1. */
  readonly maxAgeMs?: number;
  /** `ProjectSize.bytes` above which the sessions that changed least recently go: at least 0. */
  readonly maxBytes?: number;
}

export interface StoreMaintenance {
  usage(): Promise<StoreUsage>;

  /** How far the index of words is, which follows what is stored. */
  searchProgress(): Promise<SearchProgress>;

  /**
   * Compresses sessions that are over as a whole, which the store also does by itself a while after they end; what is
   * read of them stays the same. @returns how many there were; none where all is compressed by itself
   */
  compact(): Promise<number>;

  /**
   * Writes all sessions and keys, as of one moment, to one file that can be opened as a store, while appends go on. The
   * file is complete and durable when it resolves, and there is none when it rejects. Artifacts are files already, and
   * are not in it.
   * @throws StoreError `unavailable`, also where there is a file already; `unsupported` by a store that is no file
   */
  backup(file: string): Promise<void>;

  /** Gives free space back to the disk. Appends may wait meanwhile. @throws StoreError `unavailable` */
  vacuum(): Promise<void>;

  retentionOf(projectId: string): Promise<Retention>;
  setRetention(projectId: string, retention: Retention): Promise<void>;

  /** Forgets, in each project, what its retention does not keep. Sessions with a bookmark stay. @returns how many went */
  enforceRetention(nowMs: number): Promise<number>;
}
