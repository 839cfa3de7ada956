/** Looks for words in spans themselves. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { spansOfRow } from "../pack/span-pack.ts";
import { ChunkNames } from "../read/chunk-names.ts";
import { holdsTerm, type SearchTerm } from "../../search/search-terms.ts";
import { textsOf } from "../../search/span-texts.ts";
import { wordsOf } from "../../search/words.ts";

/** Of more, the newest: to read them all would take longer than anybody waits. */
export const MAX_SCANNED_CHUNKS = 1_000;

export class TextScan {
  readonly #listChunks: StatementSync;
  readonly #names: ChunkNames;

  constructor(database: DatabaseSync) {
    this.#listChunks = database.prepare(
      // Left alone, SQLite would go through all sessions of the project.
      `SELECT chunks.id AS id, session, chunks.bytes AS bytes FROM chunks CROSS JOIN sessions ON sessions.id = session
       WHERE chunks.id > ? AND project = ? ORDER BY chunks.id DESC LIMIT ${MAX_SCANNED_CHUNKS}`,
    );
    this.#names = new ChunkNames(database);
  }

  /** For each term, the sessions of the project that hold it in a chunk behind this one, as far as it can be seen. */
  find(project: number, terms: readonly SearchTerm[], afterChunk: number): readonly ReadonlySet<number>[] {
    const found = terms.map(() => new Set<number>());
    for (const row of this.#listChunks.iterate(afterChunk, project)) {
      const session = Number(row["session"]);
      const open = terms.map((_, index) => index).filter((index) => !found[index]!.has(session));
      if (open.length === 0) continue;
      for (const [chunk, spans] of spansOfRow(Number(row["id"]), row["bytes"] as Uint8Array)) {
        for (const [position, name] of this.#names.read(session, chunk)) {
          const words = textsOf(name, spans[position]!).map(wordsOf);
          for (const index of open) {
            if (words.some((text) => holdsTerm(text, terms[index]!))) found[index]!.add(session);
          }
        }
      }
    }
    return found;
  }
}
