/** The orders that sessions can be gone through in: each has an index. */
import type { SessionFilter, SessionSort, SortKey } from "../../session-filter.ts";
import { RANGE_COLUMNS, RANGE_PARTS, type RangePart, rangeOf } from "../filter/compile-filter.ts";
import { allOf, type Condition, condition } from "../filter/condition.ts";

/** Of a row: the value that the order goes by, and its number. */
export type Place = readonly [bigint, bigint];

interface Column {
  readonly name: string;
  readonly index: string;
}

const COLUMNS: Readonly<Record<SortKey, Column>> = {
  start: { name: "start_unix_nano", index: "sessions_by_start" },
  activity: { name: "sequence", index: "sessions_by_activity" },
  duration: { name: "duration_ns", index: "sessions_by_duration" },
  cost: { name: "cost", index: "sessions_by_cost" },
  tokens: { name: "tokens", index: "sessions_by_tokens" },
  errors: { name: "errors", index: "sessions_by_errors" },
  llmCalls: { name: "llm_calls", index: "sessions_by_llm_calls" },
};

/** The index of a column that a filter has a range of. */
export function indexOfRange(part: RangePart): string {
  return Object.values(COLUMNS).find(({ name }) => name === RANGE_COLUMNS[part])!.index;
}

export class SessionOrder {
  readonly column: string;
  readonly index: string;
  /** What the index selects by itself: nothing else is gone through. */
  readonly within: Condition;
  readonly #descending: boolean;

  constructor(project: number, filter: SessionFilter, { by, descending }: SessionSort) {
    const { name, index } = COLUMNS[by];
    const [state, ...otherStates] = filter.states ?? [];
    const hasIndexOfState = by === "start" && otherStates.length === 0 && (state === "Success" || state === "Failure");
    const part = RANGE_PARTS.find((key) => RANGE_COLUMNS[key] === name);
    this.column = name;
    this.index = hasIndexOfState ? "sessions_by_state" : index;
    this.within = allOf([
      condition("sessions.project = ?", project),
      ...(hasIndexOfState ? [condition("end_state = ?", state)] : []),
      ...(part === undefined ? [] : [rangeOf(filter, part)]),
    ]);
    this.#descending = descending;
  }

  get sql(): string {
    const direction = this.#descending ? "DESC" : "ASC";
    return `${this.column} ${direction}, sessions.id ${direction}`;
  }

  after(place: Place): Condition {
    return condition(`(${this.column}, sessions.id) ${this.#descending ? "<" : ">"} (?, ?)`, ...place);
  }

  upTo(place: Place): Condition {
    return condition(`(${this.column}, sessions.id) ${this.#descending ? ">=" : "<="} (?, ?)`, ...place);
  }
}
