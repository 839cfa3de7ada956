/** Follows what is stored and keeps the search index up to it, some chunks at a time. */
import { hash } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { spansOfRow } from "../pack/span-pack.ts";
import { ChunkNames } from "../read/chunk-names.ts";
import { RecentMap } from "../../../recent-map.ts";
import { textsOf } from "../../search/span-texts.ts";
import { canBePart, wordsOf } from "../../search/words.ts";

export interface IndexedStep {
  /** Everything up to this sequence is in the index. */
  readonly sequence: number;
  /** Whether there is more to do at once. */
  readonly more: boolean;
  /** Rows of `outdated_words` that are dealt with. */
  readonly outdated: readonly number[];
}

/** Little enough that the thread can be closed soon, and much enough that a transaction is worth it. */
const STEP_MS = 200;
const OUTDATED_A_STEP = 50;

/** Of a session's texts these many are known, so that what an agent sends again with each turn is indexed once. */
const MAX_KNOWN_TEXTS = 20_000;
const MAX_KNOWN_SESSIONS = 100;
const MAX_KNOWN_WORDS = 50_000;

/** Shorter texts are their own hash. */
const HASH_LENGTH = 40;

/** Between texts, so that words of two do not seem to follow each other. In no text: U+E000 is no letter. */
const BOUNDARY = " \uE000 ";

export class SearchIndexer {
  readonly #search: DatabaseSync;
  readonly #listChunks: StatementSync;
  readonly #names: ChunkNames;
  readonly #listOutdated: StatementSync;
  readonly #addText: StatementSync;
  readonly #addDocument: StatementSync;
  readonly #addWord: StatementSync;
  readonly #listDocuments: StatementSync;
  readonly #removeText: StatementSync;
  readonly #removeDocument: StatementSync;
  readonly #saveProgress: StatementSync;
  readonly #knownTexts: RecentMap<number, Set<string>> = new RecentMap(MAX_KNOWN_SESSIONS);
  readonly #knownWords: RecentMap<string, true> = new RecentMap(MAX_KNOWN_WORDS);
  #sequence: number;

  /** @param search the only connection that writes the index */
  constructor(store: DatabaseSync, search: DatabaseSync) {
    this.#search = search;
    this.#listChunks = store.prepare("SELECT id, session, bytes FROM chunks WHERE id > ? ORDER BY id");
    this.#names = new ChunkNames(store);
    this.#listOutdated = store.prepare("SELECT rowid AS id, session, sequence FROM outdated_words LIMIT ?");
    this.#addText = search.prepare("INSERT INTO texts (rowid, words) VALUES (?, ?)");
    this.#addDocument = search.prepare("INSERT INTO documents (session, sequence) VALUES (?, ?)");
    this.#addWord = search.prepare("INSERT INTO vocabulary (word) VALUES (?) ON CONFLICT DO NOTHING");
    this.#listDocuments = search.prepare("SELECT id FROM documents WHERE session = ? AND sequence <= ?");
    this.#removeText = search.prepare("DELETE FROM texts WHERE rowid = ?");
    this.#removeDocument = search.prepare("DELETE FROM documents WHERE id = ?");
    this.#saveProgress = search.prepare("UPDATE progress SET sequence = ?");
    this.#sequence = Number(search.prepare("SELECT sequence FROM progress").get()!["sequence"]);
  }

  /** Everything up to it is in the index. */
  get sequence(): number {
    return this.#sequence;
  }

  step(): IndexedStep {
    const until = performance.now() + STEP_MS;
    const outdated = this.#listOutdated.all(OUTDATED_A_STEP);
    const indexed = this.#inTransaction(() => {
      for (const { session, sequence } of outdated) this.#forget(Number(session), Number(sequence));
      return this.#indexUntil(until);
    });
    this.#sequence = indexed.sequence;
    return {
      sequence: indexed.sequence,
      more: indexed.more || outdated.length === OUTDATED_A_STEP,
      outdated: outdated.map(({ id }) => Number(id)),
    };
  }

  /** At least one chunk, if there is one. */
  #indexUntil(until: number): { readonly sequence: number; readonly more: boolean } {
    let sequence = this.#sequence;
    let more = false;
    for (const { id, session, bytes } of this.#listChunks.iterate(this.#sequence)) {
      more = performance.now() > until && sequence > this.#sequence;
      if (more) break;
      sequence = Number(id);
      this.#index(sequence, Number(session), bytes as Uint8Array);
    }
    if (sequence > this.#sequence) this.#saveProgress.run(sequence);
    return { sequence, more };
  }

  #index(row: number, session: number, bytes: Uint8Array): void {
    const known = this.#textsOfSession(session);
    const runs: string[] = [];
    const words = new Set<string>();
    for (const [chunk, spans] of spansOfRow(row, bytes)) {
      for (const [position, name] of this.#names.read(session, chunk)) {
        for (const text of textsOf(name, spans[position]!)) {
          const hash = hashOf(text);
          if (known.has(hash)) continue;
          if (known.size < MAX_KNOWN_TEXTS) known.add(hash);
          const found = wordsOf(text);
          if (found.length === 0) continue;
          runs.push(found.join(" "));
          for (const word of found) words.add(word);
        }
      }
    }
    if (runs.length === 0) return;
    const { lastInsertRowid } = this.#addDocument.run(session, row);
    this.#addText.run(lastInsertRowid, runs.join(BOUNDARY));
    for (const word of words) if (canBePart(word)) this.#learn(word);
  }

  #learn(word: string): void {
    if (this.#knownWords.get(word) !== undefined) return;
    this.#addWord.run(word);
    this.#knownWords.set(word, true);
  }

  #forget(session: number, sequence: number): void {
    this.#knownTexts.delete(session);
    for (const { id } of this.#listDocuments.all(session, sequence)) {
      this.#removeText.run(id!);
      this.#removeDocument.run(id!);
    }
  }

  #textsOfSession(session: number): Set<string> {
    const known = this.#knownTexts.get(session) ?? new Set<string>();
    this.#knownTexts.set(session, known);
    return known;
  }

  #inTransaction<T>(work: () => T): T {
    this.#search.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#search.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#search.isTransaction) this.#search.exec("ROLLBACK");
      // What was known is not in the index after all.
      this.#knownTexts.clear();
      this.#knownWords.clear();
      throw error;
    }
  }
}

function hashOf(text: string): string {
  return text.length <= HASH_LENGTH ? text : hash("sha1", text, "base64");
}
