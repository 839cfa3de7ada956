/** Those who watch a store. */
import type { ChangesOf, SessionChange } from "./session-changes.ts";

type Listener = (change: SessionChange) => void;

export class ChangeListeners {
  readonly #listeners: Map<object, { readonly of: ChangesOf; readonly listener: Listener }> = new Map();

  /** @returns ends the subscription */
  add(of: ChangesOf, listener: Listener): () => void {
    const subscription = {};
    this.#listeners.set(subscription, { of, listener });
    return () => void this.#listeners.delete(subscription);
  }

  tell(change: SessionChange): void {
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
}
