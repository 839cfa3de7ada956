/**
 * How the sessions of a filter are come by. Where one part of it selects few, these are looked up; else sessions are gone
 * through in the order that is asked for. SQLite does not know how many a part selects, so it is told.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { SessionFilter, SessionSort } from "../../session-filter.ts";
import { compileFilter, isState, RANGE_PARTS, rangeOf } from "../filter/compile-filter.ts";
import { allOf, type Condition, condition } from "../filter/condition.ts";
import type { FoundText } from "../search/text-search.ts";
import type { LabelKind } from "../../session-columns.ts";
import { indexOfRange, SessionOrder } from "./session-order.ts";

/** A query as of a moment of the server's clock. */
export interface Asked {
  readonly projectId: string;
  readonly filter: SessionFilter;
  /** See `FilterContext`. */
  readonly aliveSinceMs: number;
}

/** @param ids of sessions, where no others are meant */
export type FindText = (project: number, text: string, ids: readonly string[] | undefined) => FoundText;

export interface Selection {
  readonly where: Condition;
  readonly order: SessionOrder;
  /** What follows FROM, where few are looked up; undefined where sessions are gone through in the order. */
  readonly few: Condition | undefined;
  /** False where a text is in more sessions than are looked at. */
  readonly complete: boolean;
}

interface KnownLabel {
  readonly id: number;
  readonly sessions: number;
}

const LABEL_PARTS = [
  ["tag", "anyTags"],
  ["model", "models"],
  ["service", "services"],
  ["agent", "agents"],
] as const;

export class SessionSelector {
  readonly #database: DatabaseSync;
  readonly #findText: FindText;
  readonly #fewSessions: number;
  readonly #findProject: StatementSync;
  readonly #findLabel: StatementSync;

  constructor(database: DatabaseSync, findText: FindText, fewSessions: number) {
    this.#database = database;
    this.#fewSessions = fewSessions;
    this.#findText = findText;
    this.#findProject = database.prepare("SELECT id FROM projects WHERE public_id = ?");
    this.#findLabel = database.prepare("SELECT id, sessions FROM labels WHERE project = ? AND kind = ? AND text = ?");
  }

  /** A number that no project has for one that there is not. */
  projectOf(projectId: string): number {
    return Number(this.#findProject.get(projectId)?.["id"] ?? 0);
  }

  labelOf(project: number, kind: LabelKind, text: string): KnownLabel | undefined {
    const row = this.#findLabel.get(project, kind, text);
    return row === undefined ? undefined : { id: Number(row["id"]), sessions: Number(row["sessions"]) };
  }

  select({ projectId, filter, aliveSinceMs }: Asked, sort: SessionSort): Selection {
    const project = this.projectOf(projectId);
    const found = filter.text === undefined ? undefined : this.#findText(project, filter.text, filter.ids);
    const where = compileFilter(filter, {
      project,
      aliveSinceMs,
      findLabel: (kind, text) => this.labelOf(project, kind, text)?.id,
      findText: () => found!.condition,
    });
    const order = new SessionOrder(project, filter, sort);
    const few =
      this.#few(project, filter, found) ??
      this.#fewInState(project, filter, aliveSinceMs) ??
      this.#fewInRange(project, filter, order);
    return { where, order, few, complete: found?.complete ?? true };
  }

  #few(project: number, filter: SessionFilter, found: FoundText | undefined): Condition | undefined {
    if (filter.ids !== undefined) {
      return condition(
        `(SELECT DISTINCT value FROM json_each(?)) AS picked
         CROSS JOIN sessions ON sessions.project = ? AND sessions.session_id = picked.value`,
        JSON.stringify(filter.ids),
        project,
      );
    }
    if (found?.json !== undefined) return picked(condition("SELECT value AS session FROM json_each(?)", found.json));
    const labels = this.#labelsOf(project, filter).find(
      (ofPart) => ofPart.reduce((sum, { sessions }) => sum + sessions, 0) <= this.#fewSessions,
    );
    if (labels === undefined) return undefined;
    const ids = labels.map(({ id }) => id);
    const marks = ids.map(() => "?").join();
    return picked(condition(`SELECT DISTINCT session FROM session_labels WHERE label IN (${marks})`, ...ids));
  }

  /** Of each part of the filter, of which a session has one. */
  #labelsOf(project: number, filter: SessionFilter): readonly (readonly KnownLabel[])[] {
    const known = (kind: LabelKind, texts: readonly string[]): readonly KnownLabel[] =>
      texts.map((text) => this.labelOf(project, kind, text)).filter((label) => label !== undefined);
    return [
      ...(filter.allTags ?? []).map((tag) => known("tag", [tag])),
      ...LABEL_PARTS.flatMap(([kind, part]) => (filter[part] === undefined ? [] : [known(kind, filter[part])])),
    ];
  }

  #fewInState(project: number, { states }: SessionFilter, aliveSinceMs: number): Condition | undefined {
    const [state, ...others] = states ?? [];
    if (state === undefined || state === "Indeterminate" || others.length > 0) return undefined;
    const index = state === "Running" ? "sessions_without_end" : "sessions_by_state";
    return this.#ifFew(index, allOf([inProject(project), isState(state, { aliveSinceMs })]));
  }

  #fewInRange(project: number, filter: SessionFilter, order: SessionOrder): Condition | undefined {
    for (const part of RANGE_PARTS) {
      const index = indexOfRange(part);
      // The order goes through no others than those in its own range.
      if (filter[part] === undefined || index === order.index) continue;
      const few = this.#ifFew(index, allOf([inProject(project), rangeOf(filter, part)]));
      if (few !== undefined) return few;
    }
    return undefined;
  }

  #ifFew(index: string, where: Condition): Condition | undefined {
    const from = `sessions INDEXED BY ${index}`;
    const values: readonly SQLInputValue[] = [...where.values, this.#fewSessions + 1];
    const counted = this.#database
      .prepare(`SELECT count(*) AS count FROM (SELECT 1 FROM ${from} WHERE ${where.sql} LIMIT ?)`)
      .get(...values)!;
    return Number(counted["count"]) > this.#fewSessions ? undefined : condition(from);
  }
}

function inProject(project: number): Condition {
  return condition("sessions.project = ?", project);
}

function picked({ sql, values }: Condition): Condition {
  return condition(`(${sql}) AS picked CROSS JOIN sessions ON sessions.id = picked.session`, ...values);
}
