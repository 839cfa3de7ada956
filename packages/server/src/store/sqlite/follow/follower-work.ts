/** What follows what is stored, in a thread of its own: words for search. */
import type { DatabaseSync } from "node:sqlite";
import { type IndexedStep, SearchIndexer } from "../search/search-indexer.ts";

export class FollowerWork {
  readonly #indexer: SearchIndexer;

  constructor(store: DatabaseSync, search: DatabaseSync) {
    this.#indexer = new SearchIndexer(store, search);
  }

  index(): IndexedStep {
    return this.#indexer.step();
  }
}
