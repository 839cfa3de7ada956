/** Query parameters of routes about many sessions. Lists are given by repeating the parameter. */

/** All that are given must hold. */
export interface SessionFilterQuery {
  /** Any of these sessions. */
  readonly id?: readonly string[];
  /** Any of these; `Running` is one. */
  readonly state?: readonly string[];
  /** All of these. */
  readonly tag?: readonly string[];
  /** Any of these. */
  readonly any_tag?: readonly string[];
  /** Any of these was called. */
  readonly model?: readonly string[];
  /** Any of these took part. */
  readonly service?: readonly string[];
  /** Any of these called a model. */
  readonly agent?: readonly string[];
  /** Part of the session's name. */
  readonly name?: string;
  /** Words that all occur in what its spans hold; words in double quotes follow each other. */
  readonly text?: string;
  /** RFC 3339: it started then or later. */
  readonly from?: string;
  /** RFC 3339: it started before. */
  readonly to?: string;
  readonly min_duration_ms?: number;
  readonly max_duration_ms?: number;
  /** USD. */
  readonly min_cost?: number;
  /** USD. */
  readonly max_cost?: number;
  /** Input and output together. */
  readonly min_tokens?: number;
  readonly max_tokens?: number;
  readonly min_errors?: number;
  readonly max_errors?: number;
  readonly min_llm_calls?: number;
  readonly max_llm_calls?: number;
  readonly bookmarked?: boolean;
}

export interface SessionSortQuery {
  readonly sort?: SessionSortKey;
  /** `desc` by default. */
  readonly order?: "asc" | "desc";
}

/** `activity` is the last change, by a span or by an edit. */
export type SessionSortKey = "start" | "activity" | "duration" | "cost" | "tokens" | "errors" | "llm_calls";

export interface SessionListQuery extends SessionFilterQuery, SessionSortQuery {
  /** 50 by default. */
  readonly limit?: number;
  /** `next_cursor` of the page before. */
  readonly cursor?: string;
  /** Whether to count all sessions that are meant. */
  readonly count?: boolean;
  /** Whether to tell what else could be filtered by. */
  readonly facets?: boolean;
}
