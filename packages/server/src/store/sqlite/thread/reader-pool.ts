/** Reads go to the thread that has the least to do. */
import type { Pace } from "../read/session-walk.ts";
import type { StoreReads } from "../read/store-reads.ts";
import type { Calls } from "./calls.ts";
import { ThreadCalls } from "./thread-calls.ts";

export class ReaderPool implements Calls<StoreReads> {
  readonly #threads: readonly ThreadCalls<StoreReads>[];

  constructor(threads: number, path: string, pace: Pace | undefined) {
    this.#threads = Array.from({ length: threads }, () => new ThreadCalls({ role: "reader", path, pace }));
  }

  readonly call: Calls<StoreReads>["call"] = (name, ...args) => {
    const idlest = this.#threads.reduce((best, thread) => (thread.openCalls < best.openCalls ? thread : best));
    return idlest.call(name, ...args);
  };

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}
