/** Removes sessions with everything that belongs to them. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Books } from "./open-session.ts";
import type { KnownSession } from "./known-session.ts";
import type { LabelBook } from "./label-book.ts";

export class SessionRemover {
  readonly #books: Books;
  readonly #labels: LabelBook;
  readonly #size: StatementSync;
  readonly #removes: readonly StatementSync[];
  readonly #hideArtifacts: StatementSync;

  constructor(database: DatabaseSync, books: Books, labels: LabelBook) {
    this.#books = books;
    this.#labels = labels;
    this.#size = database.prepare("SELECT spans, bytes FROM sessions WHERE id = ?");
    this.#removes = [
      "DELETE FROM traces WHERE session = ?",
      "DELETE FROM session_details WHERE session = ?",
      "DELETE FROM sessions WHERE id = ?",
    ].map((sql) => database.prepare(sql));
    this.#hideArtifacts = database.prepare("UPDATE artifacts SET stored = 2 WHERE project = ? AND session_id = ?");
  }

  remove(project: number, { id, row, columns }: KnownSession): void {
    const size = this.#size.get(row)!;
    this.#books.spans.removeAll(row);
    this.#books.calls.removeAll(project, row);
    this.#labels.removeAll(row);
    this.#books.sessions.takeHour(project, columns!);
    this.#books.sessions.grow(project, {
      sessions: -1,
      spans: -Number(size["spans"]),
      bytes: -Number(size["bytes"]),
    });
    for (const statement of this.#removes) statement.run(row);
    // Their files go next; a start of the store removes what is left of them.
    this.#hideArtifacts.run(project, id);
  }
}
