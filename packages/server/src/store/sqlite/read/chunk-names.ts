/** Which spans of a chunk there are. */
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";

export class ChunkNames {
  readonly #list: StatementSync;

  constructor(database: DatabaseSync) {
    this.#list = database.prepare("SELECT position, name FROM spans WHERE session = ? AND chunk = ? ORDER BY position");
  }

  /** Names by position. A chunk may hold more: spans that the session had already, and such as have gone since. */
  read(session: SQLOutputValue, chunk: number): ReadonlyMap<number, string> {
    return new Map(this.#list.all(session, chunk).map(({ position, name }) => [Number(position), String(name)]));
  }
}
