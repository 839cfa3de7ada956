/** `SessionChanges` on SQLite: tells of changes once the transaction that made them has committed. */
import { ChangeListeners } from "../change-listeners.ts";
import type { ChangedSession, ChangesOf, SessionChange, SessionChanges } from "../session-changes.ts";

export interface SqliteSessionChangesSettings {
  readonly lastSequence: number;
  readonly readChanged: SessionChanges["changedSince"];
  /** For the store itself, after those who watch. */
  readonly onChange: () => void;
}

export class SqliteSessionChanges implements SessionChanges {
  readonly #listeners: ChangeListeners = new ChangeListeners();
  readonly #readChanged: SessionChanges["changedSince"];
  readonly #onChange: () => void;
  #lastSequence: number;

  constructor({ lastSequence, readChanged, onChange }: SqliteSessionChangesSettings) {
    this.#lastSequence = lastSequence;
    this.#readChanged = readChanged;
    this.#onChange = onChange;
  }

  subscribe(of: ChangesOf, listener: (change: SessionChange) => void): () => void {
    return this.#listeners.add(of, listener);
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
      this.#listeners.tell(change);
    }
    if (changes.length > 0) this.#onChange();
  }
}
