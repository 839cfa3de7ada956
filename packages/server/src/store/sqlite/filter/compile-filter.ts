/** The only place that turns a `SessionFilter` into SQL: a condition on a row of `sessions`. */
import type { Range, SessionFilter, SessionState } from "../../session-filter.ts";
import { toSortable } from "../../unix-nano.ts";
import type { LabelKind } from "../../session-columns.ts";
import { allOf, anyOf, type Condition, condition, NEVER } from "./condition.ts";
import { foldCase } from "../../fold-case.ts";

export interface FilterContext {
  readonly project: number;
  /** A session without an end runs when data came since then: milliseconds since 1970. */
  readonly aliveSinceMs: number;
  /** The number of a label; undefined for a name that no session has. */
  readonly findLabel: (kind: LabelKind, text: string) => number | undefined;
  /** Sessions whose spans hold a text. */
  readonly findText: (text: string) => Condition;
}

/** Parts of a filter that are ranges, and what they are ranges of. */
export const RANGE_COLUMNS: Readonly<Record<RangePart, string>> = {
  startUnixNano: "start_unix_nano",
  durationNs: "duration_ns",
  cost: "cost",
  tokens: "tokens",
  errors: "errors",
  llmCalls: "llm_calls",
};

export type RangePart = "startUnixNano" | "durationNs" | "cost" | "tokens" | "errors" | "llmCalls";

export const RANGE_PARTS = Object.keys(RANGE_COLUMNS) as readonly RangePart[];

export function compileFilter(filter: SessionFilter, context: FilterContext): Condition {
  const { project, findLabel, findText } = context;
  const labels = (kind: LabelKind, texts: readonly string[] | undefined): readonly Condition[] =>
    texts === undefined ? [] : [hasAny(texts.map((text) => findLabel(kind, text)))];
  return allOf([
    condition("sessions.project = ?", project),
    ...given(filter.ids, (ids) => condition("session_id IN (SELECT value FROM json_each(?))", JSON.stringify(ids))),
    ...given(filter.states, (states) => anyOf(states.map((state) => isState(state, context)))),
    ...labels("tag", filter.anyTags),
    ...(filter.allTags ?? []).flatMap((tag) => labels("tag", [tag])),
    ...labels("model", filter.models),
    ...labels("service", filter.services),
    ...labels("agent", filter.agents),
    ...given(filter.name, (name) => condition("instr(name, ?) > 0", foldCase(name))),
    ...given(filter.text, findText),
    ...RANGE_PARTS.map((part) => rangeOf(filter, part)),
    ...given(filter.bookmarked, (bookmarked) => condition("bookmarked = ?", bookmarked ? 1 : 0)),
  ]);
}

function given<T>(value: T | undefined, compile: (value: T) => Condition): readonly Condition[] {
  return value === undefined ? [] : [compile(value)];
}

/** @param state what is shown */
export function isState(state: SessionState, { aliveSinceMs }: Pick<FilterContext, "aliveSinceMs">): Condition {
  if (state === "Running") return condition("(end_state IS NULL AND received_ms >= ?)", aliveSinceMs);
  if (state !== "Indeterminate") return condition("end_state = ?", state);
  return condition("(end_state = 'Indeterminate' OR (end_state IS NULL AND received_ms < ?))", aliveSinceMs);
}

function hasAny(labels: readonly (number | undefined)[]): Condition {
  const known = labels.filter((label) => label !== undefined);
  if (known.length === 0) return NEVER;
  return condition(
    `EXISTS (SELECT 1 FROM session_labels WHERE session = sessions.id AND label IN (${known.map(() => "?").join()}))`,
    ...known,
  );
}

/** Always true where the filter does not have the part. */
export function rangeOf(filter: SessionFilter, part: RangePart): Condition {
  const column = RANGE_COLUMNS[part];
  const range: Range<bigint | number> | undefined = filter[part];
  const bound = (value: bigint | number): bigint | number => (typeof value === "bigint" ? toSortable(value) : value);
  return allOf([
    ...given(range?.min, (min) => condition(`${column} >= ?`, bound(min))),
    ...given(range?.max, (max) => condition(`${column} <= ?`, bound(max))),
  ]);
}
