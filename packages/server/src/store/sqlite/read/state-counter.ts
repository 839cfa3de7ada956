/** How many sessions are in which state, from the sums by hour: without looking at them. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Range, SessionState } from "../../session-filter.ts";
import type { Row } from "../span-row.ts";
import { toSortable } from "../../unix-nano.ts";

export type StateCounts = ReadonlyMap<SessionState, number>;

export interface StateQuestion {
  readonly project: number;
  /** See `FilterContext`. */
  readonly aliveSinceMs: number;
  /** When they started; at any time by default. */
  readonly startUnixNano?: Range<bigint>;
}

const HOUR_NS = 3_600_000_000_000n;
const ALL: Required<Range<bigint>> = { min: 0n, max: (1n << 63n) - 1n };

/** Of the hours at the ends of a time, of which a part counts, sessions are looked at: some milliseconds of them. */
const MAX_LOOKED_AT = 20_000;

export class StateCounter {
  readonly #sumHours: StatementSync;
  readonly #countRunning: StatementSync;
  readonly #countLookedAt: StatementSync;
  readonly #lookAt: StatementSync;

  constructor(database: DatabaseSync) {
    this.#sumHours = database.prepare(
      "SELECT state, sum(sessions) AS sessions FROM hourly_sessions WHERE project = ? AND hour >= ? AND hour < ? GROUP BY 1",
    );
    this.#countRunning = database.prepare(
      `SELECT count(*) AS sessions FROM sessions INDEXED BY sessions_without_end
       WHERE project = ? AND end_state IS NULL AND received_ms >= ? AND start_unix_nano BETWEEN ? AND ?`,
    );
    const started = "FROM sessions INDEXED BY sessions_by_start WHERE project = ? AND start_unix_nano BETWEEN ? AND ?";
    this.#countLookedAt = database.prepare(
      `SELECT count(*) AS sessions FROM (SELECT 1 ${started} LIMIT ${MAX_LOOKED_AT + 1})`,
    );
    this.#lookAt = database.prepare(
      `SELECT coalesce(end_state, '') AS state, count(*) AS sessions ${started} GROUP BY 1`,
    );
  }

  /** Undefined where too many sessions would have to be looked at. */
  count({
    project,
    aliveSinceMs,
    startUnixNano: { min = ALL.min, max = ALL.max } = {},
  }: StateQuestion): StateCounts | undefined {
    const [first, last] = [toSortable(min), toSortable(max)];
    // Whole hours, and what is left of the time before and after them.
    const from = (first + HOUR_NS - 1n) / HOUR_NS;
    const to = last === ALL.max ? last / HOUR_NS + 1n : (last + 1n) / HOUR_NS;
    const ends: readonly (readonly [bigint, bigint])[] =
      from >= to
        ? [[first, last]]
        : [
            [first, from * HOUR_NS - 1n],
            [to * HOUR_NS, last],
          ];
    const parts = ends.filter(([start, end]) => start <= end);
    if (parts.some(([start, end]) => numberOf(this.#countLookedAt.get(project, start, end)) > MAX_LOOKED_AT)) {
      return undefined;
    }
    const running = numberOf(this.#countRunning.get(project, aliveSinceMs, first, last));
    const counts = new Map<SessionState, number>([
      ["Running", running],
      ["Indeterminate", -running],
    ]);
    const add = (rows: readonly Row[]): void => {
      for (const row of rows) {
        const state = String(row["state"] === "" ? "Indeterminate" : row["state"]) as SessionState;
        counts.set(state, (counts.get(state) ?? 0) + numberOf(row));
      }
    };
    if (from < to) add(this.#sumHours.all(project, from, to));
    for (const [start, end] of parts) add(this.#lookAt.all(project, start, end));
    return counts;
  }
}

function numberOf(row: Row | undefined): number {
  return Number(row?.["sessions"]);
}
