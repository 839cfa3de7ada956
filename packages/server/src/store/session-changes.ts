/** The port to what changes in a store, for those who watch. */

/** - `spans`: spans came or were replaced - `edit`: somebody patched it - `delete`: it is gone */
export type SessionChangeKind = "spans" | "edit" | "delete";

export interface SessionChange {
  readonly projectId: string;
  readonly sessionId: string;
  readonly kind: SessionChangeKind;
  /** Grows with every change of the store, also over restarts. */
  readonly sequence: number;
}

export interface ChangesOf {
  readonly projectId: string;
  /** All of the project by default. */
  readonly sessionId?: string;
}

export interface ChangedSession {
  readonly sessionId: string;
  readonly sequence: number;
}

export interface SessionChanges {
  /**
   * Tells of every change once it is durable, in order of sequence. A listener that throws disturbs nobody.
   * @returns ends the subscription
   */
  subscribe(of: ChangesOf, listener: (change: SessionChange) => void): () => void;

  /**
   * Which sessions changed after a sequence, each with its last change, in order of sequence; at most so many. What was
   * deleted is not among them. Whoever subscribes first and asks then misses nothing.
   */
  changedSince(projectId: string, sequence: number, limit: number): Promise<readonly ChangedSession[]>;

  /** Of the last change that is durable; 0 in a new store. */
  lastSequence(): number;
}
