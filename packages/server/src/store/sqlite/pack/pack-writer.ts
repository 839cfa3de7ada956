/** Puts packs in the place of the chunks that they were made of. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { PackedSession } from "./session-packer.ts";

export class PackWriter {
  readonly #listChunks: StatementSync;
  readonly #removeChunk: StatementSync;
  readonly #addChunk: StatementSync;
  readonly #shrinkSession: StatementSync;
  readonly #shrinkProject: StatementSync;

  constructor(database: DatabaseSync) {
    this.#listChunks = database.prepare("SELECT id, length(bytes) AS length FROM chunks WHERE session = ? ORDER BY id");
    this.#removeChunk = database.prepare("DELETE FROM chunks WHERE id = ?");
    this.#addChunk = database.prepare("INSERT INTO chunks (id, session, bytes) VALUES (?, ?, ?)");
    this.#shrinkSession = database.prepare("UPDATE sessions SET bytes = bytes - ?, packed = 1 WHERE id = ?");
    this.#shrinkProject = database.prepare(
      "UPDATE projects SET bytes = bytes - ? WHERE id = (SELECT project FROM sessions WHERE id = ?)",
    );
  }

  /** Within a transaction. Nothing, where the session has changed since it was read. */
  save({ session, rows, packs }: PackedSession): void {
    const stored = this.#listChunks.all(session);
    const unchanged = stored.length === rows.length && stored.every(({ id }, index) => Number(id) === rows[index]);
    if (!unchanged) return;
    for (const row of rows) this.#removeChunk.run(row);
    for (const { id, bytes } of packs) this.#addChunk.run(id, session, bytes);
    const before = stored.reduce((sum, { length }) => sum + Number(length), 0);
    const saved = before - packs.reduce((sum, { bytes }) => sum + bytes.length, 0);
    this.#shrinkSession.run(saved, session);
    this.#shrinkProject.run(saved, session);
  }
}
