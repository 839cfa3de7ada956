/** What sessions could be filtered by, and how many each value would select. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { NEWEST_FIRST, type SessionFilter, type SessionState } from "../../session-filter.ts";
import { type FacetValue, MAX_FACET_VALUES, type SessionFacets } from "../../session-store.ts";
import { condition } from "../filter/condition.ts";
import type { LabelKind } from "../../session-columns.ts";
import type { LabelCounter } from "./label-counter.ts";
import { selectsAll, type SessionLister } from "./session-lister.ts";
import type { Asked, SessionSelector } from "./session-selector.ts";
import type { SessionWalk, Stretch } from "./session-walk.ts";

type FacetKind = LabelKind | "state";

const PARTS = {
  state: "states",
  tag: "anyTags",
  model: "models",
  service: "services",
  agent: "agents",
} as const satisfies Readonly<Record<FacetKind, keyof SessionFilter>>;

const KINDS = Object.keys(PARTS) as readonly FacetKind[];

/** By kind, how many sessions have which value. */
type Counts = ReadonlyMap<FacetKind, Map<string, number>>;

interface Counted {
  readonly counts: Counts;
  readonly complete: boolean;
}

export interface FacetReaderParts {
  readonly selector: SessionSelector;
  readonly lister: SessionLister;
  readonly walk: SessionWalk;
  readonly labels: LabelCounter;
}

export class FacetReader {
  readonly #database: DatabaseSync;
  readonly #selector: SessionSelector;
  readonly #lister: SessionLister;
  readonly #walk: SessionWalk;
  readonly #labels: LabelCounter;
  readonly #listLabels: StatementSync;

  constructor(database: DatabaseSync, { selector, lister, walk, labels }: FacetReaderParts) {
    this.#database = database;
    this.#selector = selector;
    this.#lister = lister;
    this.#walk = walk;
    this.#labels = labels;
    this.#listLabels = database.prepare(
      `SELECT text AS value, sessions FROM labels
       WHERE project = ? AND kind = ? AND sessions > 0 ORDER BY 2 DESC, 1 LIMIT ?`,
    );
  }

  async facets(asked: Asked): Promise<SessionFacets> {
    const counted = await Promise.all(this.#together(asked).map((kinds) => this.#count(kinds, asked)));
    const valuesOf = (kind: FacetKind): readonly FacetValue[] =>
      [...counted.find(({ counts }) => counts.has(kind))!.counts.get(kind)!]
        .map(([value, sessions]) => ({ value, sessions }))
        .toSorted((a, b) => b.sessions - a.sessions || (a.value < b.value ? -1 : 1))
        .slice(0, MAX_FACET_VALUES);
    return {
      states: valuesOf("state") as readonly FacetValue<SessionState>[],
      tags: valuesOf("tag"),
      models: valuesOf("model"),
      services: valuesOf("service"),
      agents: valuesOf("agent"),
      complete: counted.every(({ complete }) => complete),
    };
  }

  /** Kinds that the filter has no part of count among the same sessions. */
  #together({ filter }: Asked): readonly (readonly FacetKind[])[] {
    const [apart, same] = [true, false].map((has) =>
      KINDS.filter((kind) => (filter[PARTS[kind]] !== undefined) === has),
    );
    return [...apart!.map((kind) => [kind]), same!].filter((kinds) => kinds.length > 0);
  }

  async #count(kinds: readonly FacetKind[], { filter, ...rest }: Asked): Promise<Counted> {
    const without = Object.fromEntries(kinds.map((kind) => [PARTS[kind], undefined]));
    const asked: Asked = { ...rest, filter: { ...filter, ...without } };
    // What all sessions have is counted already.
    if (selectsAll(asked)) return { counts: this.#countAll(kinds, asked), complete: true };
    const counts: Counts = new Map(kinds.map((kind) => [kind, new Map()]));
    let complete = false;
    for await (const stretch of this.#walk.stretches(asked, { sort: NEWEST_FIRST })) {
      if (kinds.includes("state")) this.#addStates(counts.get("state")!, stretch, asked);
      if (kinds.some((kind) => kind !== "state")) this.#addLabels(counts, stretch);
      complete = stretch.completes;
    }
    return { counts, complete };
  }

  #countAll(kinds: readonly FacetKind[], asked: Asked): Counts {
    const valuesOf = (kind: FacetKind): readonly { readonly value: unknown; readonly sessions: unknown }[] =>
      kind === "state"
        ? this.#lister.countStates(asked)!
        : (this.#listLabels.all(this.#selector.projectOf(asked.projectId), kind, MAX_FACET_VALUES) as never);
    return new Map(
      kinds.map((kind) => [
        kind,
        new Map(valuesOf(kind).map(({ value, sessions }) => [String(value), Number(sessions)])),
      ]),
    );
  }

  #addStates(counts: Map<string, number>, { from, where }: Stretch, { aliveSinceMs }: Asked): void {
    const state = condition("coalesce(end_state, iif(received_ms >= ?, 'Running', 'Indeterminate'))", aliveSinceMs);
    const rows = this.#database
      .prepare(`SELECT ${state.sql} AS value, count(*) AS sessions FROM ${from.sql} WHERE ${where.sql} GROUP BY 1`)
      .all(...state.values, ...from.values, ...where.values);
    for (const { value, sessions } of rows) add(counts, String(value), Number(sessions));
  }

  #addLabels(counts: Counts, stretch: Stretch): void {
    for (const { kind, text, sessions } of this.#labels.count(stretch)) {
      const ofKind = counts.get(kind);
      if (ofKind !== undefined) add(ofKind, text, sessions);
    }
  }
}

function add(counts: Map<string, number>, value: string, sessions: number): void {
  counts.set(value, (counts.get(value) ?? 0) + sessions);
}
