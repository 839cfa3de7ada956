/** `SessionChanges` on SQLite: tells of changes once the transaction that made them has committed. */
import type { ChangedSession, ChangesOf, SessionChange, SessionChanges } from "../session-changes.ts";

type Listener = (change: SessionChange) => void;

export interface SqliteSessionChangesSettings {
  readonly lastSequence: number;
  readonly readChanged: SessionChanges["changedSince"];
  /** For the store itself, after those who watch. */
  readonly onChange: () => void;
}

export class SqliteSessionChanges implements SessionChanges {
  readonly #listeners: Map<object, { readonly of: ChangesOf; readonly listener: Listener }> = new Map();
  readonly #readChanged: SessionChanges["changedSince"];
  readonly #onChange: () => void;
  #lastSequence: number;

  constructor({ lastSequence, readChanged, onChange }: SqliteSessionChangesSettings) {
    this.#lastSequence = lastSequence;
    this.#readChanged = readChanged;
    this.#onChange = onChange;
  }

  subscribe(of: ChangesOf, listener: Listener): () => void {
    const subscription = {};
    this.#listeners.set(subscription, { of, listener });
    return () => void this.#listeners.delete(subscription);
  }

  changedSince(projectId: string, sequence: number, limit: number): Promise<readonly ChangedSession[]> {
    return this.#readChanged(projectId, sequence, limit);
  }

  lastSequence(): number {
    return this.#lastSequence;
  }

  /** By the store, in order of sequence. */
  tell(changes: readonly SessionChange[]): void {
    for (const change of changes) {
      this.#lastSequence = Math.max(this.#lastSequence, change.sequence);
      for (const { of, listener } of this.#listeners.values()) {
        if (of.projectId !== change.projectId) continue;
        if (of.sessionId !== undefined && of.sessionId !== change.sessionId) continue;
        try {
          listener(change);
        } catch {
          // Whoever watches must not disturb who writes, or who else watches.
        }
      }
    }
    if (changes.length > 0) this.#onChange();
  }
}
