/** Which sessions hold a text: from the index, and from the spans that are not in it yet. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { allOf, type Condition, condition } from "../filter/condition.ts";
import { type SearchTerm, toSearchTerms } from "./search-terms.ts";
import { TextScan } from "./text-scan.ts";
import { canBePart } from "./words.ts";

/** Words that contain a part; of more, those that begin with it are found, and the first so many of the others. */
const MAX_WORDS_OF_PART = 5_000;

export class TextSearch {
  readonly #scan: TextScan;
  readonly #progress: StatementSync;
  readonly #findWords: StatementSync;

  /** @param database has the index attached, see `attachSearch` */
  constructor(database: DatabaseSync) {
    this.#scan = new TextScan(database);
    this.#progress = database.prepare("SELECT sequence FROM search.progress");
    this.#findWords = database.prepare("SELECT word FROM search.vocabulary WHERE instr(word, ?) > 0 LIMIT ?");
  }

  /** Everything up to this sequence is in the index. */
  get indexedSequence(): number {
    return Number(this.#progress.get()!["sequence"]);
  }

  /** A condition on a row of `sessions`: every term is found in it. */
  find(project: number, text: string): Condition {
    const terms = toSearchTerms(text);
    // What is indexed between this and the reading of the index is found twice, and nothing is left out.
    const scanned = this.#scan.find(project, terms, this.indexedSequence);
    return allOf(
      terms.map((term, index) =>
        condition(
          `(sessions.id IN (SELECT session FROM search.documents
                            WHERE id IN (SELECT rowid FROM search.texts WHERE texts MATCH ?))
            OR sessions.id IN (SELECT value FROM json_each(?)))`,
          this.#toMatch(term),
          JSON.stringify([...scanned[index]!]),
        ),
      ),
    );
  }

  /** https://www.sqlite.org/fts5.html#full_text_query_syntax; words hold nothing that would have to be escaped. */
  #toMatch(term: SearchTerm): string {
    const [word] = term;
    const beginning = `"${term.join(" ")}" *`;
    if (term.length > 1 || !canBePart(word)) return beginning;
    const words = this.#findWords.all(word, MAX_WORDS_OF_PART).map((row) => `"${String(row["word"])}"`);
    return [beginning, ...words].join(" OR ");
  }
}
