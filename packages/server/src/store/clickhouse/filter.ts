/** The only place that turns a `SessionFilter` into SQL for ClickHouse: a condition on a row of `sessions`. */
import { foldCase } from "../fold-case.ts";
import type { Range, SessionFilter, SessionState } from "../session-filter.ts";
import { toSortable } from "../unix-nano.ts";
import { allOf, anyOf, isOneOf, literal, NEVER } from "./literal.ts";
import { holdsText } from "./words.ts";

/** Which sessions are meant. */
export interface Asked {
  readonly project: string;
  readonly filter: SessionFilter;
  /** A session without an end runs when data came since then: milliseconds since 1970. */
  readonly aliveSinceMs: number;
}

const RANGES = {
  startUnixNano: "start",
  durationNs: "duration",
  cost: "cost",
  tokens: "tokens",
  errors: "errors",
  llmCalls: "llm_calls",
} as const satisfies Partial<Record<keyof SessionFilter, string>>;

export function compileFilter({ project, filter, aliveSinceMs }: Asked): string {
  return allOf([
    `project = ${literal(project)}`,
    ...given(filter.ids, (ids) => isOneOf("session", ids)),
    ...given(filter.states, (states) => anyOf(states.map((state) => isState(state, aliveSinceMs)))),
    ...given(filter.anyTags, (tags) => hasAny("tags", tags)),
    ...(filter.allTags ?? []).map((tag) => hasAny("tags", [tag])),
    ...given(filter.models, (models) => hasAny("models", models)),
    ...given(filter.services, (services) => hasAny("services", services)),
    ...given(filter.agents, (agents) => hasAny("agents", agents)),
    ...given(filter.name, (name) => `position(name, ${literal(foldCase(name))}) > 0`),
    ...given(filter.text, (text) => holdsText(project, text)),
    ...(Object.keys(RANGES) as (keyof typeof RANGES)[]).map((part) => isWithin(RANGES[part], filter[part])),
    ...given(filter.bookmarked, (bookmarked) => `bookmarked = ${bookmarked ? 1 : 0}`),
  ]);
}

export function selectsAll({ filter }: Asked): boolean {
  return Object.values(filter).every((part) => part === undefined);
}

/** The state that is shown, as text. */
export function stateOf(aliveSinceMs: number): string {
  return `multiIf(end_state != '', end_state, received_ms >= ${aliveSinceMs}, 'Running', 'Indeterminate')`;
}

function given<T>(value: T | undefined, compile: (value: T) => string): readonly string[] {
  return value === undefined ? [] : [compile(value)];
}

function isState(state: SessionState, aliveSinceMs: number): string {
  return `${stateOf(aliveSinceMs)} = ${literal(state)}`;
}

function hasAny(column: string, values: readonly string[]): string {
  return values.length === 0 ? NEVER : `hasAny(${column}, [${values.map(literal).join()}])`;
}

/** Always true without a range. */
function isWithin(column: string, range: Range<bigint | number> | undefined): string {
  const bound = (value: bigint | number): string => literal(typeof value === "bigint" ? toSortable(value) : value);
  return allOf([
    ...given(range?.min, (min) => `${column} >= ${bound(min)}`),
    ...given(range?.max, (max) => `${column} <= ${bound(max)}`),
  ]);
}
