/** Removes sessions some at a time, each with its artifacts. */
import type { OpenArtifactStore } from "./sqlite-artifact-store.ts";
import type { Calls } from "./thread/calls.ts";
import type { StoreWrites } from "./write/store-writes.ts";

/** Few enough that nothing that waits to be written waits long. */
const SESSIONS_A_TRANSACTION = 20;

export class SessionRemovals {
  readonly #writes: Calls<StoreWrites>;
  readonly #artifacts: OpenArtifactStore;

  constructor(writes: Calls<StoreWrites>, artifacts: OpenArtifactStore) {
    this.#writes = writes;
    this.#artifacts = artifacts;
  }

  /** @param listNext gives the next so many that are still there @returns how many were removed */
  async remove(projectId: string, listNext: (limit: number) => Promise<readonly string[]>): Promise<number> {
    let removed = 0;
    for (;;) {
      const sessionIds = await listNext(SESSIONS_A_TRANSACTION);
      if (sessionIds.length === 0) return removed;
      const changes = await this.#writes.call("removeSessions", projectId, sessionIds);
      removed += changes.length;
      await this.#artifacts.removeGoing();
      // Another call has removed them meanwhile, or they cannot be removed.
      if (changes.length === 0) return removed;
    }
  }
}
