/** Writes batches of spans, and the sessions they change, in one transaction. */
import type { DatabaseSync } from "node:sqlite";
import type { PriceBook } from "@rootspan/model";
import type { SpanBatch } from "../session-store.ts";
import { type KnownSession, ProjectChanges, type RecentlyKnown } from "./project-changes.ts";
import { RecentMap } from "./recent-map.ts";
import { prepareWrites, type WriteStatements } from "./write-statements.ts";

/** Sessions whose tally is kept in memory, so that the next batch need not parse it. */
const MAX_KNOWN_SESSIONS = 2_000;
const MAX_KNOWN_TRACES = 10_000;

/** The only writer of sessions and spans: what it remembers of them is what the file holds. */
export class SpanWriter {
  readonly #database: DatabaseSync;
  readonly #prices: PriceBook;
  readonly #statements: WriteStatements;
  readonly #known: RecentlyKnown = {
    sessions: new RecentMap<string, KnownSession>(MAX_KNOWN_SESSIONS),
    traces: new RecentMap<string, string>(MAX_KNOWN_TRACES),
  };
  #nextChunkId: number;

  constructor(database: DatabaseSync, prices: PriceBook) {
    this.#database = database;
    this.#prices = prices;
    this.#statements = prepareWrites(database);
    const last = database.prepare("SELECT max(id) AS last FROM chunks").get()!["last"];
    this.#nextChunkId = Number(last ?? 0) + 1;
  }

  /** All batches are durable when it returns; when it throws, nothing of them is stored. */
  write(batches: readonly SpanBatch[]): void {
    const { begin, commit, rollback } = this.#statements;
    const projects = new Map<string, ProjectChanges>();
    begin.run();
    try {
      for (const batch of batches) this.#changesOf(batch.projectId, projects).add(batch);
      for (const changes of projects.values()) changes.save();
      commit.run();
    } catch (error) {
      // SQLite ends the transaction by itself after some faults.
      if (this.#database.isTransaction) rollback.run();
      throw error;
    }
    for (const changes of projects.values()) changes.remember();
  }

  #changesOf(projectId: string, projects: Map<string, ProjectChanges>): ProjectChanges {
    const open = projects.get(projectId);
    if (open !== undefined) return open;
    const row = this.#statements.findProject.get(projectId);
    if (row === undefined) throw new Error("the project does not exist");
    const changes = new ProjectChanges({
      project: Number(row["id"]),
      statements: this.#statements,
      prices: this.#prices,
      known: this.#known,
      takeChunkId: () => this.#nextChunkId++,
    });
    projects.set(projectId, changes);
    return changes;
  }
}
