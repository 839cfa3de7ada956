/** Rows of sessions, with all that is derived from them: labels, sums by hour, and what the project holds. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type SessionEdits, type SessionTally, tallyToJson } from "@rootspan/model";
import { NO_EDITS } from "@rootspan/model";
import type { ProjectSize } from "../../session-store.ts";
import type { KnownSession } from "./known-session.ts";
import type { LabelBook } from "./label-book.ts";
import { type SessionColumns, toColumns } from "../../session-columns.ts";

export interface SessionState {
  readonly tally: SessionTally;
  readonly edits: SessionEdits;
  readonly receivedAtMs: number;
  readonly sequence: number;
  /** Spans and bytes of chunks that come, or go where it is negative. */
  readonly addedSpans: number;
  readonly addedBytes: number;
  /** Whether chunks came, which are not packed then. */
  readonly hasNewChunks: boolean;
}

interface HourChange {
  readonly project: number;
  readonly hour: number;
  readonly state: string;
  readonly sessions: number;
  readonly errors: number;
}

export class SessionBook {
  readonly #labels: LabelBook;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #detail: StatementSync;
  readonly #growProject: StatementSync;
  readonly #countHour: StatementSync;
  readonly #growth: Map<number, ProjectSize> = new Map();
  readonly #hours: Map<string, HourChange> = new Map();

  constructor(database: DatabaseSync, labels: LabelBook) {
    this.#labels = labels;
    const columns =
      "name, start_unix_nano, duration_ns, received_ms, sequence, end_state, errors, llm_calls, tokens, cost, bookmarked";
    this.#insert = database.prepare(
      `INSERT INTO sessions (${columns}, spans, bytes, packed, id, project, session_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)`,
    );
    this.#update = database.prepare(
      `UPDATE sessions SET (${columns}, spans, bytes, packed) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, spans + ?, bytes + ?, min(packed, ?))
       WHERE id = ?`,
    );
    this.#detail = database.prepare(
      `INSERT INTO session_details (session, tally, edits) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET tally = excluded.tally, edits = excluded.edits`,
    );
    this.#growProject = database.prepare(
      "UPDATE projects SET sessions = sessions + ?, spans = spans + ?, bytes = bytes + ? WHERE id = ?",
    );
    this.#countHour = database.prepare(
      `INSERT INTO hourly_sessions (project, hour, state, sessions, errors) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET sessions = sessions + excluded.sessions, errors = errors + excluded.errors`,
    );
  }

  /** @returns the session as it is known from then on */
  save(project: number, before: KnownSession, now: SessionState): KnownSession {
    const { tally, edits, receivedAtMs, sequence, addedSpans, addedBytes, hasNewChunks } = now;
    const { row, id } = before;
    const columns = toColumns(tally, edits);
    const values = [
      columns.name,
      columns.startUnixNano,
      columns.durationNs,
      receivedAtMs,
      sequence,
      columns.endState,
      columns.errors,
      columns.llmCalls,
      columns.tokens,
      columns.cost,
      columns.bookmarked,
      addedSpans,
      addedBytes,
    ];
    if (before.columns === undefined) this.#insert.run(...values, row, project, id);
    else this.#update.run(...values, hasNewChunks ? 0 : 1, row);
    this.#detail.run(row, tallyToJson(tally), edits === NO_EDITS ? null : JSON.stringify(edits));
    this.#labels.change(project, row, before.columns?.labels ?? [], columns.labels);
    this.#moveHour(project, before.columns, columns);
    this.grow(project, { sessions: before.columns === undefined ? 1 : 0, spans: addedSpans, bytes: addedBytes });
    return { id, row, tally, edits, receivedAtMs, columns };
  }

  /** Takes what a session that is removed has added. */
  takeHour(project: number, columns: SessionColumns): void {
    this.#count(project, columns, -1);
  }

  grow(project: number, by: ProjectSize): void {
    const { sessions, spans, bytes } = this.#growth.get(project) ?? { sessions: 0, spans: 0, bytes: 0 };
    const grown = { sessions: sessions + by.sessions, spans: spans + by.spans, bytes: bytes + by.bytes };
    this.#growth.set(project, grown);
  }

  /** At the end of a transaction: many sessions of a project count together. */
  flush(): void {
    for (const [project, { sessions, spans, bytes }] of this.#growth) {
      this.#growProject.run(sessions, spans, bytes, project);
    }
    for (const { project, hour, state, sessions, errors } of this.#hours.values()) {
      if (sessions !== 0 || errors !== 0) this.#countHour.run(project, hour, state, sessions, errors);
    }
    this.discard();
  }

  /** After a transaction that was not committed. */
  discard(): void {
    this.#growth.clear();
    this.#hours.clear();
  }

  #count(project: number, { hour, endState, errors }: SessionColumns, sign: 1 | -1): void {
    const state = endState ?? "";
    const key = `${project} ${hour} ${state}`;
    const counted = this.#hours.get(key) ?? { project, hour, state, sessions: 0, errors: 0 };
    const now = { ...counted, sessions: counted.sessions + sign, errors: counted.errors + sign * errors };
    this.#hours.set(key, now);
  }

  #moveHour(project: number, before: SessionColumns | undefined, now: SessionColumns): void {
    const same = before?.hour === now.hour && before.endState === now.endState;
    if (same && before.errors === now.errors) return;
    if (before !== undefined) this.takeHour(project, before);
    this.#count(project, now, 1);
  }
}
