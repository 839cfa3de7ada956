/** Reads go to the thread that has the least to do. */
import type { StoreReads } from "../read/store-reads.ts";
import type { Calls } from "./calls.ts";
import { ThreadCalls } from "./thread-calls.ts";

export class ReaderPool implements Calls<StoreReads> {
  readonly #threads: readonly ThreadCalls<StoreReads>[];

  constructor(path: string, threads: number) {
    this.#threads = Array.from({ length: threads }, () => new ThreadCalls({ role: "reader", path }));
  }

  readonly call: Calls<StoreReads>["call"] = (name, ...args) => {
    const idlest = this.#threads.reduce((best, thread) => (thread.openCalls < best.openCalls ? thread : best));
    return idlest.call(name, ...args);
  };

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}
