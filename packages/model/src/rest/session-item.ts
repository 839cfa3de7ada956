/** A session as `GET /v2/sessions` lists it. */
import type { EndState, EndStateInput } from "../end-state.ts";
import type { EventKind } from "../event-kind.ts";
import type { TokenStats } from "../session-stats.ts";

export interface SessionItem {
  readonly id: string;
  readonly name: string | null;
  readonly running: boolean;
  /** Null while running. */
  readonly end_state: EndState | null;
  readonly end_state_reason: string | null;
  readonly tags: readonly string[];
  /** RFC 3339 with milliseconds. */
  readonly start_time: string;
  /** RFC 3339 with milliseconds; null while running. */
  readonly end_time: string | null;
  /** Wall clock. */
  readonly duration_ms: number;
  /** USD; null when calls were made and none of them has a known price. */
  readonly cost: number | null;
  /** The same with six decimals. */
  readonly cost_usd: string;
  readonly unpriced_calls: number;
  readonly tokens: TokenStats;
  readonly spans: number;
  readonly events: number;
  readonly counts: Readonly<Record<EventKind, number>>;
  readonly errors: number;
  /** Names, dearest first. */
  readonly models: readonly string[];
  /** Names, dearest first. */
  readonly agents: readonly string[];
  /** Names, by the alphabet. */
  readonly services: readonly string[];
  readonly bookmarked: boolean;
  /** What somebody wrote of it. */
  readonly note: string | null;
  /** RFC 3339 with milliseconds: when something of it last arrived, by the server's clock. */
  readonly received_at: string;
  /** Of its last change: it grows with every change of the store. */
  readonly sequence: number;
}

/** The body of `GET /v2/sessions/{id}`. */
export interface SessionDetail extends SessionItem {
  /** An address. */
  readonly video: string | null;
  /** What it ran on: see `HostEnvironment`. */
  readonly host_environment: unknown;
}

export interface SessionList {
  readonly sessions: readonly SessionItem[];
  /** The `cursor` of the next page; null on the last one. */
  readonly next_cursor: string | null;
  /** What the list knows of: give it to `/v2/live` as `since` to miss nothing. */
  readonly sequence: number;
  /** Of all pages; where it was asked for. */
  readonly count?: number;
  /** Whether `count` is all of them; where it is false, there are at least so many. */
  readonly count_complete?: boolean;
  /** Where they were asked for. */
  readonly facets?: SessionFacets;
  /** Whether facets count all sessions; where it is false, they count the newest. */
  readonly facets_complete?: boolean;
  /** Of a list with `text`. */
  readonly search?: SearchState;
}

/** How far a text was looked for. */
export interface SearchState {
  /** Whether everything was looked through that had been stored. */
  readonly complete: boolean;
  /** What came up to this sequence is in the index of words. */
  readonly indexed_sequence: number;
  /** Appends that came after it; the newest thousand of them are looked through. */
  readonly waiting_appends: number;
}

/**
 * What could be filtered by, most frequent first. Each counts among the sessions that the filter selects without the
 * part that selects by it, so that it shows what choosing another value would find.
 */
export interface SessionFacets {
  readonly state: readonly FacetValue[];
  readonly any_tag: readonly FacetValue[];
  readonly model: readonly FacetValue[];
  readonly service: readonly FacetValue[];
  readonly agent: readonly FacetValue[];
}

export interface FacetValue {
  readonly value: string;
  /** How many have it. */
  readonly sessions: number;
}

/** The body of `PATCH /v2/sessions/{id}`. What is left out stays; null takes an edit back. */
export interface SessionPatchBody {
  /** In the place of all tags that spans gave. */
  readonly tags?: readonly string[] | null;
  readonly end_state?: EndStateInput | null;
  readonly end_state_reason?: string | null;
  readonly note?: string | null;
  readonly bookmarked?: boolean | null;
}

/** The body of `DELETE /v2/sessions`. */
export interface DeletedSessions {
  /** How many the filter selects. */
  readonly matched: number;
  /** How many are gone; 0 with `dry_run`. */
  readonly deleted: number;
}
