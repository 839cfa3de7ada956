/** Which sessions hold a text: from the index, and from the spans that are not in it yet. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { ALWAYS, type Condition, condition } from "../filter/condition.ts";
import { type SearchTerm, toSearchTerms } from "../../search/search-terms.ts";
import { TextScan } from "./text-scan.ts";
import { canBePart } from "../../search/words.ts";

/** Words that contain a part; of more, those that begin with it are found, and the first so many of the others. */
const MAX_WORDS_OF_PART = 5_000;

/** Appends that hold a term; of more, the newest are found. */
const MAX_APPENDS_OF_TERM = 20_000;

export interface FoundText {
  /** On a row of `sessions`: every term is found in it. */
  readonly condition: Condition;
  /** Numbers of the sessions, as a list in JSON; undefined where all are meant. */
  readonly json: string | undefined;
  /** False where there may be more, because a term is in too many appends or stands for too many words. */
  readonly complete: boolean;
}

export class TextSearch {
  readonly #scan: TextScan;
  readonly #progress: StatementSync;
  readonly #findWords: StatementSync;
  readonly #findNewest: StatementSync;
  readonly #findAmong: StatementSync;

  /** @param database has the index attached, see `attachSearch` */
  constructor(database: DatabaseSync) {
    this.#scan = new TextScan(database);
    this.#progress = database.prepare("SELECT sequence FROM search.progress");
    this.#findWords = database.prepare("SELECT word FROM search.vocabulary WHERE instr(word, ?) > 0 LIMIT ?");
    this.#findNewest = database.prepare(
      `SELECT session FROM (SELECT rowid AS document FROM search.texts WHERE texts MATCH ? ORDER BY rowid DESC LIMIT ?)
       CROSS JOIN search.documents ON documents.id = document`,
    );
    this.#findAmong = database.prepare(
      `SELECT session FROM sessions CROSS JOIN search.documents ON documents.session = sessions.id
       WHERE project = ? AND session_id IN (SELECT value FROM json_each(?))
         AND documents.id IN (SELECT rowid FROM search.texts WHERE texts MATCH ? AND rowid = documents.id)`,
    );
  }

  /** Everything up to this sequence is in the index. */
  get indexedSequence(): number {
    return Number(this.#progress.get()!["sequence"]);
  }

  /** @param ids of sessions, where no others are meant: then all of them are found */
  find(project: number, text: string, ids: readonly string[] | undefined): FoundText {
    const terms = toSearchTerms(text);
    // What is indexed between this and the reading of the index is found twice, and nothing is left out.
    const scanned = this.#scan.find(project, terms, this.indexedSequence);
    const found = terms.map((term, index) => {
      const { match, complete } = this.#toMatch(term);
      const rows =
        ids === undefined
          ? this.#findNewest.all(match, MAX_APPENDS_OF_TERM)
          : this.#findAmong.all(project, JSON.stringify(ids), match);
      const sessions = new Set([...rows.map(({ session }) => Number(session)), ...scanned[index]!]);
      return { sessions, complete: complete && (ids !== undefined || rows.length < MAX_APPENDS_OF_TERM) };
    });
    const [rarest, ...others] = found.map(({ sessions }) => sessions).toSorted((a, b) => a.size - b.size);
    // A text without a word is in every session.
    if (rarest === undefined) return { condition: ALWAYS, json: undefined, complete: true };
    const json = JSON.stringify([...rarest].filter((session) => others.every((sessions) => sessions.has(session))));
    return {
      condition: condition("sessions.id IN (SELECT value FROM json_each(?))", json),
      json,
      complete: found.every(({ complete }) => complete),
    };
  }

  /** https://www.sqlite.org/fts5.html#full_text_query_syntax; words hold nothing that would have to be escaped. */
  #toMatch(term: SearchTerm): { readonly match: string; readonly complete: boolean } {
    const [word] = term;
    const beginning = `"${term.join(" ")}" *`;
    if (term.length > 1 || !canBePart(word)) return { match: beginning, complete: true };
    const words = this.#findWords.all(word, MAX_WORDS_OF_PART).map((row) => `"${String(row["word"])}"`);
    return { match: [beginning, ...words].join(" OR "), complete: words.length < MAX_WORDS_OF_PART };
  }
}
