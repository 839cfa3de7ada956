/** The only place that turns a `SessionFilter` into SQL: a condition on a row of `sessions`. */
import type { Range, SessionFilter, SessionState } from "../../session-filter.ts";
import { toSortable } from "../unix-nano.ts";
import type { LabelKind } from "../write/session-columns.ts";
import { allOf, anyOf, type Condition, condition, NEVER } from "./condition.ts";
import { foldCase } from "./fold-case.ts";

export interface KnownLabel {
  readonly id: number;
  /** How many sessions have it. */
  readonly sessions: number;
}

export interface FilterContext {
  readonly project: number;
  /** A session without an end runs when data came since then: milliseconds since 1970. */
  readonly aliveSinceMs: number;
  /** Undefined for a name that no session has. */
  readonly findLabel: (kind: LabelKind, text: string) => KnownLabel | undefined;
  /** Sessions whose spans hold a text. */
  readonly findText: (text: string) => Condition;
}

/** Of labels that fewer sessions have, the sessions are looked up; of others, each session is asked for the label. */
const RARE_SESSIONS = 5_000;

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
    ...within("start_unix_nano", filter.startUnixNano),
    ...within("duration_ns", filter.durationNs),
    ...within("cost", filter.cost),
    ...within("tokens", filter.tokens),
    ...within("errors", filter.errors),
    ...within("llm_calls", filter.llmCalls),
    ...given(filter.bookmarked, (bookmarked) => condition("bookmarked = ?", bookmarked ? 1 : 0)),
  ]);
}

function given<T>(value: T | undefined, compile: (value: T) => Condition): readonly Condition[] {
  return value === undefined ? [] : [compile(value)];
}

function isState(state: SessionState, { aliveSinceMs }: FilterContext): Condition {
  if (state === "Running") return condition("(end_state IS NULL AND received_ms >= ?)", aliveSinceMs);
  if (state !== "Indeterminate") return condition("end_state = ?", state);
  return condition("(end_state = 'Indeterminate' OR (end_state IS NULL AND received_ms < ?))", aliveSinceMs);
}

function hasAny(labels: readonly (KnownLabel | undefined)[]): Condition {
  const known = labels.filter((label) => label !== undefined);
  if (known.length === 0) return NEVER;
  const ids = JSON.stringify(known.map(({ id }) => id));
  const rare = known.reduce((sum, { sessions }) => sum + sessions, 0) < RARE_SESSIONS;
  const labelled = "session_labels WHERE label IN (SELECT value FROM json_each(?))";
  return rare
    ? condition(`sessions.id IN (SELECT session FROM ${labelled})`, ids)
    : condition(`EXISTS (SELECT 1 FROM ${labelled} AND session = sessions.id)`, ids);
}

function within(column: string, range: Range<bigint | number> | undefined): readonly Condition[] {
  const bound = (value: bigint | number): bigint | number => (typeof value === "bigint" ? toSortable(value) : value);
  return [
    ...given(range?.min, (min) => condition(`${column} >= ?`, bound(min))),
    ...given(range?.max, (max) => condition(`${column} <= ?`, bound(max))),
  ];
}
