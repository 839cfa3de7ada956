/** Removes sessions some at a time, each with its artifacts. */
import type { OpenArtifactStore } from "./sqlite-artifact-store.ts";
import type { Calls } from "./thread/calls.ts";
import type { StoreWrites } from "./write/store-writes.ts";

/** Few enough that nothing that waits to be written waits long. */
const SESSIONS_A_TRANSACTION = 20;

/** To find them may take longer than to remove them. */
const SESSIONS_FOUND_TOGETHER = 1_000;

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
      const found = await listNext(SESSIONS_FOUND_TOGETHER);
      const before = removed;
      for (let start = 0; start < found.length; start += SESSIONS_A_TRANSACTION) {
        const sessionIds = found.slice(start, start + SESSIONS_A_TRANSACTION);
        removed += (await this.#writes.call("removeSessions", projectId, sessionIds)).length;
        await this.#artifacts.removeGoing();
      }
      // None is left; or another call has removed them meanwhile, or they cannot be removed.
      if (removed === before) return removed;
    }
  }
}
