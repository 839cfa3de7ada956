/** What follows what is stored, in a thread of its own: words for search, and packs of sessions that are over. */
import type { DatabaseSync } from "node:sqlite";
import { type PackedSession, type PackRequest, SessionPacker } from "../pack/session-packer.ts";
import { type IndexedStep, SearchIndexer } from "../search/search-indexer.ts";

export class FollowerWork {
  readonly #indexer: SearchIndexer;
  readonly #packer: SessionPacker;

  constructor(store: DatabaseSync, search: DatabaseSync) {
    this.#indexer = new SearchIndexer(store, search);
    this.#packer = new SessionPacker(store);
  }

  index(): IndexedStep {
    return this.#indexer.step();
  }

  /** None when there are no more. */
  pack(request: Omit<PackRequest, "indexedSequence">): readonly PackedSession[] {
    return this.#packer.pack({ ...request, indexedSequence: this.#indexer.sequence });
  }
}
