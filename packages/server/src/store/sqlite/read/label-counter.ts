/** Counts the labels of sessions. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { LabelKind } from "../../session-columns.ts";
import type { Stretch } from "./session-walk.ts";

export interface LabelCount {
  readonly kind: LabelKind;
  readonly text: string;
  readonly sessions: number;
}

export class LabelCounter {
  readonly #database: DatabaseSync;
  readonly #find: StatementSync;
  readonly #list: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#find = database.prepare("SELECT kind, text FROM labels WHERE id = ?");
    this.#list = database.prepare("SELECT text, sessions FROM labels WHERE project = ? AND kind = ? AND sessions > 0");
  }

  /** Of all sessions of a project: they are counted already. */
  countAll(project: number, kind: LabelKind): readonly LabelCount[] {
    return this.#list
      .all(project, kind)
      .map(({ text, sessions }) => ({ kind, text: String(text), sessions: Number(sessions) }));
  }

  count({ from, where }: Stretch): readonly LabelCount[] {
    const rows = this.#database
      .prepare(
        `SELECT label, count(*) AS sessions FROM (SELECT sessions.id AS id FROM ${from.sql} WHERE ${where.sql}) AS found
         CROSS JOIN session_labels ON session_labels.session = found.id GROUP BY label`,
      )
      .all(...from.values, ...where.values);
    return rows.map(({ label, sessions }) => {
      const { kind, text } = this.#find.get(label!)!;
      return { kind: kind as LabelKind, text: String(text), sessions: Number(sessions) };
    });
  }
}
