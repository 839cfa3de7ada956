/** The only writer of sessions and spans: what it remembers of them is what the file holds. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { NO_EDITS, type PriceBook, type SessionEdits } from "@rootspan/model";
import type { SessionChange, SessionChangeKind } from "../../session-changes.ts";
import type { SessionPatch, SpanBatch } from "../../session-store.ts";
import { PackWriter } from "../pack/pack-writer.ts";
import type { PackedSession } from "../pack/session-packer.ts";
import { SessionReader } from "../read/session-reader.ts";
import { toTransfer, type TransferredError } from "../thread/transfer-error.ts";
import { CallBook } from "./call-book.ts";
import { KnownSessions, newSession } from "./known-session.ts";
import { LabelBook } from "./label-book.ts";
import { type Books, OpenSession, type OpenSessionSettings } from "./open-session.ts";
import { prepareSpans } from "./prepare-spans.ts";
import { ProjectChanges, type SavedSession, type WriteBatch } from "./project-changes.ts";
import { SessionBook } from "./session-book.ts";
import { SessionRemover } from "./session-remover.ts";
import { SpanBook } from "./span-book.ts";
import { TraceBook } from "./trace-book.ts";

export interface WriteOutcome {
  readonly changes: readonly SessionChange[];
  /** Of each batch, in their order. */
  readonly faults: readonly (TransferredError | undefined)[];
}

export interface LegacySession extends SpanBatch {
  readonly sessionId: string;
  /** The traces whose spans are its own where they say nothing. */
  readonly traceIds: readonly Uint8Array[];
}

export class SessionWriter {
  readonly #database: DatabaseSync;
  readonly #prices: PriceBook;
  readonly #reader: SessionReader;
  readonly #labels: LabelBook;
  readonly #books: Books;
  readonly #known: KnownSessions;
  readonly #traces: TraceBook;
  readonly #remover: SessionRemover;
  readonly #packs: PackWriter;
  readonly #findProject: StatementSync;
  readonly #outdate: StatementSync;
  readonly #saveSequence: StatementSync;
  #sequence: number;

  constructor(database: DatabaseSync, prices: PriceBook) {
    this.#database = database;
    this.#prices = prices;
    this.#reader = new SessionReader(database);
    this.#labels = new LabelBook(database);
    this.#books = {
      sessions: new SessionBook(database, this.#labels),
      spans: new SpanBook(database),
      calls: new CallBook(database, this.#labels),
    };
    this.#known = new KnownSessions(database);
    this.#traces = new TraceBook(database);
    this.#remover = new SessionRemover(database, this.#books, this.#labels);
    this.#packs = new PackWriter(database);
    this.#findProject = database.prepare("SELECT id FROM projects WHERE public_id = ?");
    this.#outdate = database.prepare("INSERT INTO outdated_words (session, sequence) VALUES (?, ?)");
    this.#saveSequence = database.prepare("UPDATE sequence SET last = ?");
    this.#sequence = Number(database.prepare("SELECT last FROM sequence").get()!["last"]);
  }

  /** All batches but those with a fault are durable when it returns; of those with one, nothing is stored. */
  write(batches: readonly WriteBatch[]): WriteOutcome {
    try {
      return { changes: this.#writeAll(batches), faults: [] };
    } catch (error) {
      if (batches.length === 1) return { changes: [], faults: [toTransfer(error)] };
    }
    // One bad batch must not take the others with it.
    const outcomes = batches.map((batch) => this.write([batch]));
    return {
      changes: outcomes.flatMap(({ changes }) => changes),
      faults: outcomes.map(({ faults }) => faults[0]),
    };
  }

  #writeAll(batches: readonly WriteBatch[]): readonly SessionChange[] {
    const projects = new Map<string, ProjectChanges>();
    const saved = this.#inTransaction(() => {
      for (const batch of batches) {
        this.#changesOf(batch.projectId, projects).write(batch);
      }
      return [...projects].map(([projectId, changes]) => ({ projectId, changes, sessions: changes.save() }));
    });
    for (const { changes, sessions } of saved) changes.remember(sessions);
    return saved
      .flatMap(({ projectId, sessions }) => sessions.map((session) => toChange(projectId, "spans", session)))
      .sort((a, b) => a.sequence - b.sequence);
  }

  /** A session that another version stored, which is not here yet, within the caller's transaction. */
  restore({ projectId, sessionId, receivedAtMs, spans, traceIds }: LegacySession): void {
    const project = this.#projectOf(projectId);
    const open = new OpenSession(newSession(sessionId, this.#take()), this.#settingsOf(project));
    for (const group of prepareSpans(spans, this.#prices)) {
      open.add(group, Buffer.from(group.traceId, "hex"), receivedAtMs);
    }
    open.save();
    for (const traceId of traceIds) this.#traces.add(project, traceId, open.before.row);
    this.#flush();
  }

  /** No change when there is no such session. */
  patch(projectId: string, sessionId: string, patch: SessionPatch): readonly SessionChange[] {
    const project = this.#projectOf(projectId);
    const before = this.#known.find(project, sessionId);
    if (before === undefined) return [];
    const saved = this.#inTransaction(() => {
      const sequence = this.#take();
      const edits = applyPatch(before.edits, patch);
      const state = { ...before, edits, sequence, addedSpans: 0, addedBytes: 0, hasNewChunks: false };
      return { session: this.#books.sessions.save(project, before, state), sequence };
    });
    this.#known.remember(project, saved.session);
    return [toChange(projectId, "edit", saved)];
  }

  /** Those of the sessions that there are. @param sessionIds few enough for one short transaction */
  remove(projectId: string, sessionIds: readonly string[]): readonly SessionChange[] {
    const project = this.#projectOf(projectId);
    const removed = this.#inTransaction(() =>
      sessionIds.flatMap((sessionId): SavedSession[] => {
        const session = this.#known.find(project, sessionId);
        if (session === undefined) return [];
        const sequence = this.#take();
        this.#remover.remove(project, session);
        this.#outdate.run(session.row, sequence);
        return [{ session, sequence }];
      }),
    );
    for (const { session } of removed) this.#known.forget(project, session.id);
    this.#traces.forgetAll();
    return removed.map((session) => toChange(projectId, "delete", session));
  }

  get lastSequence(): number {
    return this.#sequence;
  }

  savePacks(packed: readonly PackedSession[]): void {
    this.#inTransaction(() => {
      for (const session of packed) this.#packs.save(session);
    });
  }

  #inTransaction<T>(work: () => T): T {
    const before = this.#sequence;
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#flush();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      // SQLite ends the transaction by itself after some faults.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      this.#sequence = before;
      for (const book of [this.#labels, this.#books.sessions, this.#books.calls]) book.discard();
      throw error;
    }
  }

  #flush(): void {
    for (const book of [this.#labels, this.#books.sessions, this.#books.calls]) book.flush();
    this.#saveSequence.run(this.#sequence);
  }

  #take(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  #changesOf(projectId: string, projects: Map<string, ProjectChanges>): ProjectChanges {
    const open = projects.get(projectId);
    if (open !== undefined) return open;
    const settings = this.#settingsOf(this.#projectOf(projectId));
    const changes = new ProjectChanges({ ...settings, known: this.#known, traces: this.#traces });
    projects.set(projectId, changes);
    return changes;
  }

  #settingsOf(project: number): OpenSessionSettings {
    return {
      project,
      books: this.#books,
      prices: this.#prices,
      reader: this.#reader,
      take: () => this.#take(),
      outdate: (session, sequence) => void this.#outdate.run(session, sequence),
    };
  }

  #projectOf(projectId: string): number {
    const row = this.#findProject.get(projectId);
    if (row === undefined) throw new Error("the project does not exist");
    return Number(row["id"]);
  }
}

function toChange(projectId: string, kind: SessionChangeKind, { session, sequence }: SavedSession): SessionChange {
  return { projectId, sessionId: session.id, kind, sequence };
}

function applyPatch(edits: SessionEdits, patch: SessionPatch): SessionEdits {
  const left = Object.entries({ ...edits, ...patch }).filter(([, value]) => value !== null && value !== undefined);
  return left.length === 0 ? NO_EDITS : (Object.fromEntries(left) as SessionEdits);
}
