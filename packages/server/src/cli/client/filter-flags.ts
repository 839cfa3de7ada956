/** Flags that say which sessions are meant: one a parameter of REST's filter. */
import type { SessionFilterQuery, SessionSortQuery } from "@rootspan/model/rest";
import { parseDuration } from "../../settings/parse-quantity.ts";
import type { Flag, Flags, ParsedFlags } from "../parse-flags.ts";
import { UsageError } from "../usage-error.ts";
import type { Query } from "./server-client.ts";

const FILTER: Readonly<Record<keyof SessionFilterQuery, Flag>> = {
  id: { value: "ID", help: "This session", isList: true },
  state: { value: "STATE", help: "Running, Success, Failure or Indeterminate", isList: true },
  tag: { value: "TAG", help: "It has all of these tags", isList: true },
  any_tag: { value: "TAG", help: "It has any of these tags", isList: true },
  model: { value: "MODEL", help: "This model was called", isList: true },
  service: { value: "NAME", help: "This service took part", isList: true },
  agent: { value: "NAME", help: "This agent called a model", isList: true },
  name: { value: "TEXT", help: "Part of its name" },
  text: { value: "WORDS", help: "Words that its spans hold" },
  from: { value: "TIME", help: "It started then or later: 2026-01-31T09:00:00Z, or 2h for two hours ago" },
  to: { value: "TIME", help: "It started before" },
  min_duration_ms: { value: "MS", help: "It took at least so long" },
  max_duration_ms: { value: "MS", help: "It took at most so long" },
  min_cost: { value: "USD", help: "It cost at least so much" },
  max_cost: { value: "USD", help: "It cost at most so much" },
  min_tokens: { value: "N", help: "It used at least so many tokens" },
  max_tokens: { value: "N", help: "It used at most so many tokens" },
  min_errors: { value: "N", help: "It has at least so many errors" },
  max_errors: { value: "N", help: "It has at most so many errors" },
  min_llm_calls: { value: "N", help: "It made at least so many model calls" },
  max_llm_calls: { value: "N", help: "It made at most so many model calls" },
  bookmarked: { value: "true|false", help: "Whether somebody bookmarked it" },
};

const SORT: Readonly<Record<keyof SessionSortQuery, Flag>> = {
  sort: { value: "KEY", help: "start, activity, duration, cost, tokens, errors or llm_calls (default start)" },
  order: { value: "asc|desc", help: "(default desc)" },
};

const TIMES: ReadonlySet<string> = new Set(["from", "to"]);

export const FILTER_FLAGS: Flags = toFlags(FILTER);
export const SORT_FLAGS: Flags = toFlags(SORT);

/**
 * What the flags say, as parameters; which values are allowed is the server's to say.
 * @param ids further ones, beside those of flags
 * @throws UsageError
 */
export function filterOf({ values, lists }: ParsedFlags, ids: readonly string[] = []): Query {
  const all = [...(lists["id"] ?? []), ...ids];
  return toQuery(FILTER, values, all.length === 0 ? lists : { ...lists, id: all });
}

export function sortOf({ values, lists }: ParsedFlags): Query {
  return toQuery(SORT, values, lists);
}

function toFlags(parameters: Readonly<Record<string, Flag>>): Flags {
  return Object.fromEntries(Object.entries(parameters).map(([name, flag]) => [flagName(name), flag]));
}

function toQuery(
  parameters: Readonly<Record<string, Flag>>,
  values: ParsedFlags["values"],
  lists: ParsedFlags["lists"],
): Query {
  const query: Record<string, string | readonly string[]> = {};
  for (const parameter of Object.keys(parameters)) {
    const flag = flagName(parameter);
    const value = lists[flag] ?? values[flag];
    if (value === undefined) continue;
    query[parameter] = TIMES.has(parameter) ? toTime(flag, String(value)) : (value as string);
  }
  return query;
}

/** As `any-tag` of `any_tag`. */
function flagName(parameter: string): string {
  return parameter.replaceAll("_", "-");
}

function toTime(flag: string, text: string): string {
  const agoMs = parseDuration(text);
  if (agoMs !== undefined) return new Date(Date.now() - agoMs).toISOString();
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new UsageError([
    `--${flag} must be a moment as 2026-01-31T09:00:00Z or a time ago as 2h, got ${JSON.stringify(text)}`,
  ]);
}
