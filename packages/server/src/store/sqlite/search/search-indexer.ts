/** Follows what is stored and keeps the search index up to it, some chunks at a time. */
import { createHash } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { RecentMap } from "../recent-map.ts";
import { readChunk } from "../span-chunk.ts";
import { textsOf } from "./span-texts.ts";
import { wordsOf } from "./words.ts";

export interface IndexedStep {
  /** Everything up to this sequence is in the index. */
  readonly sequence: number;
  /** Whether there is more to do at once. */
  readonly more: boolean;
  /** Rows of `outdated_words` that are dealt with. */
  readonly outdated: readonly number[];
}

/** Little enough that the thread can be closed soon, and much enough that a transaction is worth it. */
const CHUNKS_A_STEP = 50;

/** Of a session's texts these many are known, so that what an agent sends again with each turn is indexed once. */
const MAX_KNOWN_TEXTS = 20_000;
const MAX_KNOWN_SESSIONS = 100;
const MAX_KNOWN_WORDS = 50_000;

/** Shorter texts are their own hash. */
const HASH_LENGTH = 40;

/** Between texts, so that words of two do not seem to follow each other. In no text: U+E000 is no letter. */
const BOUNDARY = "\uE000";

export class SearchIndexer {
  readonly #search: DatabaseSync;
  readonly #listChunks: StatementSync;
  readonly #listNames: StatementSync;
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
    this.#listChunks = store.prepare("SELECT id, session, bytes FROM chunks WHERE id > ? ORDER BY id LIMIT ?");
    this.#listNames = store.prepare("SELECT name FROM spans WHERE session = ? AND chunk = ? ORDER BY position");
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

  step(): IndexedStep {
    const chunks = this.#listChunks.all(this.#sequence, CHUNKS_A_STEP);
    const outdated = this.#listOutdated.all(CHUNKS_A_STEP);
    const last = chunks.at(-1);
    if (last !== undefined || outdated.length > 0) {
      this.#inTransaction(() => {
        for (const { session, sequence } of outdated) this.#forget(Number(session), Number(sequence));
        for (const { id, session, bytes } of chunks) this.#index(Number(id), Number(session), bytes as Uint8Array);
        if (last !== undefined) this.#saveProgress.run(last["id"]!);
      });
      if (last !== undefined) this.#sequence = Number(last["id"]);
    }
    return {
      sequence: this.#sequence,
      more: chunks.length === CHUNKS_A_STEP || outdated.length === CHUNKS_A_STEP,
      outdated: outdated.map(({ id }) => Number(id)),
    };
  }

  #index(chunk: number, session: number, bytes: Uint8Array): void {
    const known = this.#textsOfSession(session);
    const words: string[] = [];
    const names = this.#listNames.all(session, chunk);
    readChunk(bytes).forEach((span, position) => {
      for (const text of textsOf(String(names[position]?.["name"] ?? ""), span)) {
        const hash = hashOf(text);
        if (known.has(hash)) continue;
        if (known.size < MAX_KNOWN_TEXTS) known.add(hash);
        const found = wordsOf(text);
        if (found.length > 0) words.push(...found, BOUNDARY);
      }
    });
    if (words.length === 0) return;
    const { lastInsertRowid } = this.#addDocument.run(session, chunk);
    this.#addText.run(lastInsertRowid, words.join(" "));
    for (const word of new Set(words)) this.#learn(word);
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

  #inTransaction(work: () => void): void {
    this.#search.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#search.exec("COMMIT");
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
  return text.length <= HASH_LENGTH ? text : createHash("sha1").update(text).digest("base64");
}
