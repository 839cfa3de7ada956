/** Which sessions of a project are meant, and in which order: the same words for list, count, facets, export, delete and analytics. */
import { END_STATES, type EndState, type Picodollars } from "@rootspan/model";

/** `Running`: no end is known, and data came within the idle time. Without an end after that it is `Indeterminate`. */
export type SessionState = EndState | "Running";

export const SESSION_STATES: readonly SessionState[] = ["Running", ...END_STATES];

/** Both inclusive. */
export interface Range<T> {
  readonly min?: T;
  readonly max?: T;
}

/**
 * All parts that are given must hold. Within a list of names any one is enough, unless it says otherwise; an empty list
 * selects nothing. Names are compared as they are shown, with their case.
 */
export interface SessionFilter {
  /** As `toSessionKey` writes them. */
  readonly ids?: readonly string[];
  readonly states?: readonly SessionState[];
  readonly anyTags?: readonly string[];
  readonly allTags?: readonly string[];
  /** Names of models that were called, without their provider. */
  readonly models?: readonly string[];
  readonly services?: readonly string[];
  readonly agents?: readonly string[];
  /** Part of the session's name; letter case does not matter. */
  readonly name?: string;
  /**
   * Words that occur in what the session's spans hold: all of them, in any of its spans, whatever the letter case; a
   * word may be part of a longer one. Words between double quotes must follow each other.
   */
  readonly text?: string;
  /** Nanoseconds since 1970. */
  readonly startUnixNano?: Range<bigint>;
  readonly durationNs?: Range<bigint>;
  /** Compared exactly. */
  readonly cost?: Range<Picodollars>;
  /** Input and output together. */
  readonly tokens?: Range<number>;
  readonly errors?: Range<number>;
  readonly llmCalls?: Range<number>;
  readonly bookmarked?: boolean;
}

export const SORT_KEYS = ["start", "activity", "duration", "cost", "tokens", "errors", "llmCalls"] as const;

/** `activity`: when the session last changed, by a span or by an edit. */
export type SortKey = (typeof SORT_KEYS)[number];

export interface SessionSort {
  readonly by: SortKey;
  readonly descending: boolean;
}

export const NEWEST_FIRST: SessionSort = { by: "start", descending: true };
