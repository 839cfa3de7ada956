/** From query parameters to the filter and the order that stores know: the same for list, export, delete and the rest. */
import { parseEndState, toPicodollars } from "@rootspan/model";
import type { SessionFilterQuery, SessionSortKey, SessionSortQuery } from "@rootspan/model/rest";
import { Problem } from "../http/problem.ts";
import { parseInstant } from "../http/schema/instant.ts";
import {
  count,
  flag,
  instant,
  listOf,
  number,
  oneOf,
  optional,
  type PropertySchemas,
  text,
} from "../http/schema/json-schema.ts";
import type { Range, SessionFilter, SessionSort, SessionState, SortKey } from "../store/session-filter.ts";
import { MAX_SESSION_KEY_LENGTH, toSessionKey } from "../store/session-key.ts";

/** So many fit into a request line. */
export const MAX_IDS = 200;
const MAX_VALUES = 50;
const MAX_TEXT_LENGTH = 500;

/** With AgentOps' spellings, and in lower case. */
const STATE_WORDS = ["Running", "Success", "Failure", "Indeterminate", "Fail", "Error"].flatMap((word) => [
  word,
  word.toLowerCase(),
]);

const SORT_KEYS: Readonly<Record<SessionSortKey, SortKey>> = {
  start: "start",
  activity: "activity",
  duration: "duration",
  cost: "cost",
  tokens: "tokens",
  errors: "errors",
  llm_calls: "llmCalls",
};

/** Thirty years. */
const MAX_DURATION_MS = 1e12;
const MAX_USD = 1e6;

const names = (description: string) =>
  optional(listOf(text(undefined, { maxLength: MAX_TEXT_LENGTH }), { description, maxItems: MAX_VALUES }));
const duration = (description: string) => optional(number(description, { minimum: 0, maximum: MAX_DURATION_MS }));
const usd = (description: string) => optional(number(description, { minimum: 0, maximum: MAX_USD }));
const whole = (description: string) => optional(count(description, { maximum: Number.MAX_SAFE_INTEGER }));

export const FILTER_PARAMETERS: PropertySchemas<SessionFilterQuery> = {
  id: optional(
    listOf(text(undefined, { minLength: 1, maxLength: MAX_SESSION_KEY_LENGTH }), {
      description: "Any of these sessions.",
      maxItems: MAX_IDS,
    }),
  ),
  state: optional(
    listOf(oneOf(STATE_WORDS), {
      description: "Any of Running, Success, Failure and Indeterminate.",
      maxItems: MAX_VALUES,
    }),
  ),
  tag: names("All of these tags."),
  any_tag: names("Any of these tags."),
  model: names("Any of these models was called."),
  service: names("Any of these services took part."),
  agent: names("Any of these agents called a model."),
  name: optional(text("Part of the session's name, in any letter case.", { minLength: 1, maxLength: MAX_TEXT_LENGTH })),
  text: optional(
    text("Words that all occur in what its spans hold; words in double quotes follow each other.", {
      minLength: 1,
      maxLength: MAX_TEXT_LENGTH,
    }),
  ),
  from: optional(instant("It started then or later, as 2026-01-31T09:00:00Z.")),
  to: optional(instant("It started before.")),
  min_duration_ms: duration("It took at least so long."),
  max_duration_ms: duration("It took at most so long."),
  min_cost: usd("USD: it cost at least so much."),
  max_cost: usd("USD: it cost at most so much."),
  min_tokens: whole("Input and output together."),
  max_tokens: whole("Input and output together."),
  min_errors: whole("It has at least so many failures."),
  max_errors: whole("It has at most so many failures."),
  min_llm_calls: whole("It made at least so many model calls."),
  max_llm_calls: whole("It made at most so many model calls."),
  bookmarked: optional(flag("Whether somebody bookmarked it.")),
};

export const SORT_PARAMETERS: PropertySchemas<SessionSortQuery> = {
  sort: optional(
    oneOf(Object.keys(SORT_KEYS), {
      default: "start",
      description: "By what; activity is the last change, by a span or by an edit.",
    }),
  ),
  order: optional(oneOf(["asc", "desc"], { default: "desc", description: "From the least, or from the most." })),
};

/** @throws Problem `invalid_parameter` */
export function toSessionFilter(query: SessionFilterQuery): SessionFilter {
  return {
    ...given("ids", query.id?.map(toKey)),
    ...given("states", query.state?.map(toState)),
    ...given("allTags", query.tag),
    ...given("anyTags", query.any_tag),
    ...given("models", query.model),
    ...given("services", query.service),
    ...given("agents", query.agent),
    ...given("name", query.name),
    ...given("text", query.text),
    ...given("startUnixNano", toStart(query)),
    ...given(
      "durationNs",
      toRange({ min_duration_ms: query.min_duration_ms, max_duration_ms: query.max_duration_ms }, toNs),
    ),
    ...given("cost", toRange({ min_cost: query.min_cost, max_cost: query.max_cost }, toPicodollars)),
    ...given("tokens", toRange({ min_tokens: query.min_tokens, max_tokens: query.max_tokens }, Number)),
    ...given("errors", toRange({ min_errors: query.min_errors, max_errors: query.max_errors }, Number)),
    ...given("llmCalls", toRange({ min_llm_calls: query.min_llm_calls, max_llm_calls: query.max_llm_calls }, Number)),
    ...given("bookmarked", query.bookmarked),
  };
}

export function toSessionSort({ sort = "start", order = "desc" }: SessionSortQuery): SessionSort {
  return { by: SORT_KEYS[sort], descending: order === "desc" };
}

function given<K extends string, T>(field: K, value: T | undefined): { readonly [F in K]?: T } {
  return (value === undefined ? {} : { [field]: value }) as { readonly [F in K]?: T };
}

function toKey(id: string): string {
  const key = toSessionKey(id);
  if (key === undefined) {
    throw new Problem("invalid_parameter", "query parameter id must be printable", { field: "id" });
  }
  return key;
}

function toState(word: string): SessionState {
  return parseEndState(word) ?? "Running";
}

function toNs(ms: number): bigint {
  return BigInt(Math.round(ms * 1e6));
}

/** The end of a time is not in it, and that of the store's range is. */
function toStart(query: SessionFilterQuery): Range<bigint> | undefined {
  const range = toRange({ from: query.from, to: query.to }, (text) => parseInstant(text)!);
  return range?.max === undefined ? range : { ...range, max: range.max - 1n };
}

/** @param pair the lower and the upper bound, by the names of their parameters */
function toRange<V extends string | number, T extends bigint | number>(
  pair: Readonly<Record<string, V | undefined>>,
  convert: (value: V) => T,
): Range<T> | undefined {
  const [[minName, from], [maxName, to]] = Object.entries(pair) as [[string, V | undefined], [string, V | undefined]];
  if (from === undefined && to === undefined) return undefined;
  const min = from === undefined ? undefined : convert(from);
  const max = to === undefined ? undefined : convert(to);
  if (min !== undefined && max !== undefined && min > max) {
    const message = `query parameter ${minName} must not be greater than ${maxName}`;
    throw new Problem("invalid_parameter", message, { field: minName });
  }
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}
