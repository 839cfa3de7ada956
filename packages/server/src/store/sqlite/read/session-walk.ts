/** Goes through the sessions that a filter selects, a stretch at a time; between two the thread answers others. */
import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import type { SessionSort } from "../../session-filter.ts";
import { allOf, type Condition } from "../filter/condition.ts";
import type { Place } from "./session-order.ts";
import type { Asked, Selection, SessionSelector } from "./session-selector.ts";

export interface Stretch {
  /** What follows FROM. */
  readonly from: Condition;
  readonly where: Condition;
  /** What follows ORDER BY. */
  readonly orderBy: string;
  /** The value that the order goes by. */
  readonly column: string;
  /** Of the last row of the stretch; undefined of the last stretch. */
  readonly end: Place | undefined;
  /** Whether all that the filter selects is gone through with this one. */
  readonly completes: boolean;
}

/** How one question is gone after. */
export interface Pace {
  /** Where one part of a filter selects no more, these are looked up. */
  readonly fewSessions: number;
  /** Of the first stretch; those after it are as long as they take the time of a stretch. */
  readonly firstRows: number;
  /** After this no other stretch begins. */
  readonly patienceMs: number;
}

/** Five thousand sessions are found, and sorted, in some milliseconds. */
export const DEFAULT_PACE: Pace = { fewSessions: 5_000, firstRows: 1_000, patienceMs: 1_000 };

/** Milliseconds, and rows: what others in the thread wait for. */
const STRETCH_MS = 20;
const MAX_ROWS = 50_000;
const MAX_GROWTH = 4;

export interface WalkRequest {
  readonly sort: SessionSort;
  readonly after?: Place | undefined;
  /** Whether all have to be gone through, whatever time that takes. */
  readonly toTheEnd?: boolean;
}

export class SessionWalk {
  readonly #database: DatabaseSync;
  readonly #selector: SessionSelector;
  readonly #pace: Pace;

  constructor(database: DatabaseSync, selector: SessionSelector, pace: Pace) {
    this.#database = database;
    this.#selector = selector;
    this.#pace = pace;
  }

  async *stretches(asked: Asked, { sort, after, toTheEnd = false }: WalkRequest): AsyncGenerator<Stretch, void, void> {
    const selection = this.#selector.select(asked, sort);
    const until = performance.now() + this.#pace.patienceMs;
    let from = after;
    let rows = this.#pace.firstRows;
    for (;;) {
      const begun = performance.now();
      const stretch = this.#stretch(selection, from, rows);
      yield stretch;
      if (stretch.end === undefined) return;
      const now = performance.now();
      if (!toTheEnd && now >= until) return;
      from = stretch.end;
      rows = nextRows(rows, now - begun);
      await setImmediate();
    }
  }

  #stretch({ where, order, few, complete }: Selection, after: Place | undefined, rows: number): Stretch {
    const beyond = after === undefined ? [] : [order.after(after)];
    const shared = { orderBy: order.sql, column: order.column };
    if (few !== undefined) {
      return { ...shared, from: few, where: allOf([where, ...beyond]), end: undefined, completes: complete };
    }
    const from = { sql: `sessions INDEXED BY ${order.index}`, values: [] };
    const candidates = allOf([order.within, ...beyond]);
    const statement = this.#database.prepare(
      `SELECT ${order.column} AS place, id FROM ${from.sql} WHERE ${candidates.sql}
       ORDER BY ${order.sql} LIMIT 2 OFFSET ?`,
    );
    statement.setReadBigInts(true);
    const [last, next] = statement.all(...candidates.values, rows - 1);
    const end = next === undefined ? undefined : ([last!["place"], last!["id"]] as [bigint, bigint]);
    const upTo = end === undefined ? [] : [order.upTo(end)];
    return {
      ...shared,
      from,
      where: allOf([where, ...beyond, ...upTo]),
      end,
      completes: complete && end === undefined,
    };
  }
}

function nextRows(rows: number, tookMs: number): number {
  const growth = Math.min(MAX_GROWTH, STRETCH_MS / Math.max(tookMs, 0.1));
  return Math.min(MAX_ROWS, Math.max(1, Math.round(rows * growth)));
}
