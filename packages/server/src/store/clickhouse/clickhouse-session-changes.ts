/**
 * `SessionChanges` on ClickHouse: what this server wrote it tells at once; what other servers wrote it asks for. Either
 * is numbered when it is heard of, so that the order never goes back for those who watch here.
 */
import { ChangeListeners } from "../change-listeners.ts";
import type { ChangedSession, ChangesOf, SessionChange, SessionChanges } from "../session-changes.ts";
import { ChangeLog } from "./change-log.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./database.ts";
import type { Row } from "./row-text.ts";
import { literal } from "./literal.ts";
import { LATEST_ROW_MS } from "./session-derivation.ts";

/** What another server wrote is told here after so long at most. */
const ASK_EVERY_MS = 1_000;

export interface ClickhouseSessionChangesSettings {
  readonly database: Database;
  readonly clock: Clock;
  /** The name of this server. */
  readonly server: string;
  /** Of the last change in the database. */
  readonly lastSequence: number;
}

export class ClickhouseSessionChanges implements SessionChanges {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #server: string;
  readonly #log: ChangeLog;
  readonly #listeners: ChangeListeners = new ChangeListeners();
  #lastSequence: number;
  /** Rows of other servers that were told: they are seen again for a while. */
  #told: ReadonlySet<string> = new Set();
  #askedAt: number;
  #timer: NodeJS.Timeout | undefined;
  #asking: Promise<void> = Promise.resolve();

  constructor({ database, clock, server, lastSequence }: ClickhouseSessionChangesSettings) {
    this.#database = database;
    this.#clock = clock;
    this.#server = server;
    this.#lastSequence = lastSequence;
    this.#log = new ChangeLog(lastSequence);
    this.#askedAt = clock.take();
  }

  subscribe(of: ChangesOf, listener: (change: SessionChange) => void): () => void {
    return this.#listeners.add(of, listener);
  }

  async changedSince(projectId: string, sequence: number, limit: number): Promise<readonly ChangedSession[]> {
    const remembered = this.#log.changedSince(projectId, sequence, limit);
    if (remembered !== undefined) return remembered;
    const rows = await this.#database.rows(
      `SELECT session, sequence FROM sessions FINAL WHERE project = ${literal(projectId)} AND sequence > ${sequence}
       ORDER BY sequence LIMIT ${limit}`,
    );
    return rows.map((row) => ({ sessionId: String(row["session"]), sequence: Number(row["sequence"]) }));
  }

  lastSequence(): number {
    return this.#lastSequence;
  }

  /** By the store, once they are durable. */
  tell(changes: readonly SessionChange[]): void {
    for (const change of changes) {
      // One that took long comes behind others that were numbered after it.
      const sequence = change.sequence > this.#lastSequence ? change.sequence : this.#clock.take();
      const told = { ...change, sequence };
      this.#lastSequence = sequence;
      this.#log.add(told);
      this.#listeners.tell(told);
    }
  }

  /** Resolves when nothing is asked any more. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#asking;
    clearTimeout(this.#timer);
  }

  /** What other servers write is told from then on. */
  startAsking(): void {
    this.#timer = setTimeout(() => {
      this.#asking = this.#ask().then(
        () => this.startAsking(),
        // ClickHouse does not answer; the next question goes back as far as this one.
        () => this.startAsking(),
      );
    }, ASK_EVERY_MS).unref();
  }

  async #ask(): Promise<void> {
    const now = await this.#clock.read();
    const since = this.#askedAt - LATEST_ROW_MS * 1_000;
    const rows = await this.#database.rows(
      `SELECT project, session, version, sequence, deleted FROM sessions
       WHERE version > ${since} AND server != ${literal(this.#server)} ORDER BY version`,
    );
    const before = this.#told;
    const news = rows.filter((row) => !before.has(keyOf(row)));
    this.tell(
      news.map((row) => ({
        projectId: String(row["project"]),
        sessionId: String(row["session"]),
        kind: row["deleted"] === 1 ? "delete" : "spans",
        sequence: Number(row["sequence"]),
      })),
    );
    this.#told = new Set(rows.map(keyOf));
    this.#askedAt = now;
  }
}

function keyOf(row: Row): string {
  return `${String(row["version"])} ${String(row["project"])} ${String(row["session"])}`;
}
