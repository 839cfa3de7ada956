/** Numbers of labels: names that sessions share, and how many sessions have each. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { RecentMap } from "../../../recent-map.ts";
import type { Label } from "../../session-columns.ts";

const MAX_KNOWN_LABELS = 10_000;

/** Of the empty label. */
export const NO_LABEL = 0;

export class LabelBook {
  readonly #find: StatementSync;
  readonly #create: StatementSync;
  readonly #count: StatementSync;
  readonly #attach: StatementSync;
  readonly #detach: StatementSync;
  readonly #listOf: StatementSync;
  /** How many sessions more have a label, in this transaction. */
  readonly #counts: Map<number, number> = new Map();
  #known: RecentMap<string, number> = new RecentMap(MAX_KNOWN_LABELS);

  constructor(database: DatabaseSync) {
    this.#find = database.prepare("SELECT id FROM labels WHERE project = ? AND kind = ? AND text = ?");
    this.#create = database.prepare("INSERT INTO labels (project, kind, text, sessions) VALUES (?, ?, ?, 0)");
    this.#count = database.prepare("UPDATE labels SET sessions = sessions + ? WHERE id = ?");
    this.#attach = database.prepare("INSERT INTO session_labels (session, label) VALUES (?, ?) ON CONFLICT DO NOTHING");
    this.#detach = database.prepare("DELETE FROM session_labels WHERE session = ? AND label = ?");
    this.#listOf = database.prepare("SELECT label FROM session_labels WHERE session = ?");
  }

  /** At the end of a transaction. */
  flush(): void {
    for (const [number, sessions] of this.#counts) if (sessions !== 0) this.#count.run(sessions, number);
    this.#counts.clear();
  }

  /** After a transaction that was not committed: labels that it made do not exist. */
  discard(): void {
    this.#counts.clear();
    this.#known = new RecentMap(MAX_KNOWN_LABELS);
  }

  numberOf(project: number, { kind, text }: Label): number {
    if (text === "") return NO_LABEL;
    const key = `${project} ${kind} ${text}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const stored = this.#find.get(project, kind, text)?.["id"];
    const number = Number(stored ?? this.#create.run(project, kind, text).lastInsertRowid);
    this.#known.set(key, number);
    return number;
  }

  /** Gives a session the labels that it has now in the place of those it had. */
  change(project: number, session: number, before: readonly Label[], now: readonly Label[]): void {
    const had = new Set(before.map(keyOf));
    const has = new Set(now.map(keyOf));
    for (const label of now) {
      if (had.has(keyOf(label))) continue;
      const number = this.numberOf(project, label);
      if (this.#attach.run(session, number).changes !== 0) this.#countMore(number, 1);
    }
    for (const label of before) {
      if (!has.has(keyOf(label))) this.#take(session, this.numberOf(project, label));
    }
  }

  removeAll(session: number): void {
    for (const { label } of this.#listOf.all(session)) this.#take(session, Number(label));
  }

  #take(session: number, number: number): void {
    if (this.#detach.run(session, number).changes !== 0) this.#countMore(number, -1);
  }

  #countMore(number: number, sessions: number): void {
    this.#counts.set(number, (this.#counts.get(number) ?? 0) + sessions);
  }
}

function keyOf({ kind, text }: Label): string {
  return `${kind} ${text}`;
}
