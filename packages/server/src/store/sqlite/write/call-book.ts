/** Sums over model calls by hour and labels: those of each session, and those of its project. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { CallAccumulator } from "../../call-accumulator.ts";
import type { LabelBook } from "./label-book.ts";
import type { PreparedCalls } from "./prepare-spans.ts";

/** Hour, model, agent, service. */
type CallKey = readonly [number, number, number, number];

const KEY = "hour = ? AND model = ? AND agent = ? AND service = ?";

interface Change {
  readonly key: CallKey;
  readonly sums: CallAccumulator;
}

/** What calls of one session change, until it is saved. */
export type CallChanges = Map<string, Change>;

export class CallBook {
  readonly #labels: LabelBook;
  readonly #ofSession: SumsTable;
  readonly #ofProject: SumsTable;
  readonly #listOfSession: StatementSync;
  readonly #removeOfSession: StatementSync;
  /** What this transaction adds to projects. */
  readonly #pending: Map<string, Change & { readonly project: number }> = new Map();

  constructor(database: DatabaseSync, labels: LabelBook) {
    this.#labels = labels;
    this.#ofSession = new SumsTable(database, "session_calls", "session");
    this.#ofProject = new SumsTable(database, "hourly_calls", "project");
    this.#listOfSession = database.prepare(
      "SELECT hour, model, agent, service, sums FROM session_calls WHERE session = ?",
    );
    this.#removeOfSession = database.prepare("DELETE FROM session_calls WHERE session = ?");
  }

  note(changes: CallChanges, project: number, { hour, sums, ...names }: PreparedCalls): void {
    const numberOf = (kind: keyof typeof names): number => this.#labels.numberOf(project, { kind, text: names[kind] });
    const key: CallKey = [hour, numberOf("model"), numberOf("agent"), numberOf("service")];
    const text = key.join(" ");
    const calls = CallAccumulator.fromJson(sums);
    const change = changes.get(text);
    if (change === undefined) changes.set(text, { key, sums: calls });
    else change.sums.merge(calls);
  }

  save(project: number, session: number, changes: CallChanges): void {
    for (const { key, sums } of changes.values()) {
      this.#ofSession.change(session, key, (stored) => stored.merge(sums));
      this.#pendingOf(project, key).merge(sums);
    }
  }

  /** At the end of a transaction: many sessions of a project add to the same sums. */
  flush(): void {
    for (const { project, key, sums } of this.#pending.values()) {
      this.#ofProject.change(project, key, (stored) => stored.merge(sums));
    }
    this.#pending.clear();
  }

  /** After a transaction that was not committed. */
  discard(): void {
    this.#pending.clear();
  }

  /** Takes all calls of a session out again. */
  removeAll(project: number, session: number): void {
    for (const row of this.#listOfSession.all(session)) {
      const key = [row["hour"], row["model"], row["agent"], row["service"]].map(Number) as unknown as CallKey;
      const sums = CallAccumulator.fromJson(String(row["sums"]));
      this.#pendingOf(project, key).subtract(sums);
    }
    this.#removeOfSession.run(session);
  }

  #pendingOf(project: number, key: CallKey): CallAccumulator {
    const text = `${project} ${key.join(" ")}`;
    let pending = this.#pending.get(text);
    if (pending === undefined) this.#pending.set(text, (pending = { project, key, sums: new CallAccumulator() }));
    return pending.sums;
  }
}

class SumsTable {
  readonly #find: StatementSync;
  readonly #write: StatementSync;
  readonly #remove: StatementSync;

  constructor(database: DatabaseSync, table: string, owner: string) {
    this.#find = database.prepare(`SELECT sums FROM ${table} WHERE ${owner} = ? AND ${KEY}`);
    this.#write = database.prepare(
      `INSERT INTO ${table} (${owner}, hour, model, agent, service, sums) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET sums = excluded.sums`,
    );
    this.#remove = database.prepare(`DELETE FROM ${table} WHERE ${owner} = ? AND ${KEY}`);
  }

  change(owner: number, key: CallKey, by: (sums: CallAccumulator) => void): void {
    const stored = this.#find.get(owner, ...key)?.["sums"];
    const sums = stored === undefined ? new CallAccumulator() : CallAccumulator.fromJson(String(stored));
    by(sums);
    if (sums.isEmpty) this.#remove.run(owner, ...key);
    else this.#write.run(owner, ...key, sums.toJson());
  }
}
