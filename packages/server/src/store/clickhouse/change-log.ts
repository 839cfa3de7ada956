/** The changes that a server has told of, as far as it remembers them. */
import type { ChangedSession, SessionChange } from "../session-changes.ts";

/** Some megabytes. */
const MAX_CHANGES = 100_000;

export class ChangeLog {
  readonly #changes: SessionChange[] = [];
  #since: number;

  /** @param since which all changes are added */
  constructor(since: number) {
    this.#since = since;
  }

  /** @param change of a greater sequence than all that are there */
  add(change: SessionChange): void {
    this.#changes.push(change);
    // Half of them at a time, since to take one from the front moves all others.
    if (this.#changes.length >= 2 * MAX_CHANGES) this.#since = this.#changes.splice(0, MAX_CHANGES).at(-1)!.sequence;
  }

  /** As `SessionChanges.changedSince`; undefined where not all are remembered. */
  changedSince(projectId: string, sequence: number, limit: number): readonly ChangedSession[] | undefined {
    if (sequence < this.#since) return undefined;
    const last = new Map<string, SessionChange>();
    for (let index = this.#firstAfter(sequence); index < this.#changes.length; index++) {
      const change = this.#changes[index]!;
      if (change.projectId !== projectId) continue;
      // In the order of the last change.
      last.delete(change.sessionId);
      last.set(change.sessionId, change);
    }
    return [...last.values()].filter(({ kind }) => kind !== "delete").slice(0, limit);
  }

  #firstAfter(sequence: number): number {
    let [low, high] = [0, this.#changes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#changes[middle]!.sequence <= sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
