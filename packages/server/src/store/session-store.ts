/** The port to where sessions are kept. `test/store/describe-session-store.ts` holds every adapter to this contract. */
import type { Attributes, SessionEdits, SessionSpanKind, SessionTally, SpanRecord } from "@rootspan/model";
import type { SentFields } from "../otlp/sent-fields.ts";
import type { SessionFilter, SessionSort, SessionState } from "./session-filter.ts";

/** Spans of one project that arrived together. */
export interface SpanBatch {
  readonly projectId: string;
  readonly spans: readonly SpanRecord[];
  /** As what those of them came that have not changed since: a store may keep that. */
  readonly sent?: SentFields | undefined;
  /** When they arrived: milliseconds since 1970 by the server's clock. */
  readonly receivedAtMs: number;
}

export interface StoredSession {
  /** A UUID as written everywhere, or what another emitter calls its session. */
  readonly id: string;
  /** The fold of exactly the spans that are stored. */
  readonly tally: SessionTally;
  /** What people said of it; it goes before the tally: see `overlayEdits`. */
  readonly edits: SessionEdits;
  /** When a span was last added: milliseconds since 1970 by the server's clock. */
  readonly receivedAtMs: number;
  /** Of the last change to the session: see `SessionChange`. */
  readonly sequence: number;
}

/** A session with its spans, as they were at one moment. */
export interface SessionWithSpans {
  readonly session: StoredSession;
  /** By start time. */
  readonly spans: readonly SpanRecord[];
}

export interface SessionPage {
  /** At most as many as were asked for. Fewer, or none, also before the last page: so far was looked in the time. */
  readonly sessions: readonly StoredSession[];
  /** Give it to the next call, with the same filter and sort; undefined on the last page. */
  readonly next: string | undefined;
  /** False where a text is in so many spans that the newest of them alone are found. */
  readonly complete: boolean;
}

export interface SessionCount {
  /** At least so many. */
  readonly sessions: number;
  /** Whether these are all. */
  readonly complete: boolean;
}

export interface SessionPageRequest {
  /** All sessions by default. */
  readonly filter?: SessionFilter;
  /** Newest start first by default. */
  readonly sort?: SessionSort;
  /** At least 1. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string;
}

/** How many sessions have a value. */
export interface FacetValue<T extends string = string> {
  readonly value: T;
  readonly sessions: number;
}

/** Most frequent values first, of the same frequency by name; at most `MAX_FACET_VALUES` of each. */
export interface SessionFacets {
  readonly states: readonly FacetValue<SessionState>[];
  readonly tags: readonly FacetValue[];
  readonly models: readonly FacetValue[];
  readonly services: readonly FacetValue[];
  readonly agents: readonly FacetValue[];
  /** False where only the newest of the sessions are counted, since to count all would take too long. */
  readonly complete: boolean;
}

export const MAX_FACET_VALUES = 100;

/** What a span's row holds, without its content. */
export interface SpanRow {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** What it is to the session: see `kindOf`. */
  readonly kind: SessionSpanKind;
  /** Nanoseconds since 1970. */
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  /** One of `StatusCode`. */
  readonly statusCode: number;
  /** Of the append that brought it; spans of one append to one session may have several. */
  readonly sequence: number;
}

export interface SpanPage {
  readonly spans: readonly SpanRow[];
  /** Give it to the next call, with the same order; undefined when there are no more spans for now. */
  readonly next: string | undefined;
}

export interface SpanPageRequest {
  /** By start time, which is the default, or as they arrived. */
  readonly order?: "start" | "arrival";
  /** At least 1. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string;
  /** Only spans whose sequence is greater. */
  readonly since?: number;
}

/** How many spans of a session have a resource, which is what tells of their process. */
export interface ResourceCount {
  readonly resource: Attributes;
  readonly spans: number;
}

export interface SpanAddress {
  readonly spanId: string;
  /** Needed only where traces of one session use the same span id; without it any of them is meant. */
  readonly traceId?: string;
}

/** What a field holds is the edit; null takes an edit back, so that what spans say shows again. */
export type SessionPatch = { readonly [K in keyof SessionEdits]?: NonNullable<SessionEdits[K]> | null };

export interface ProjectSize {
  readonly sessions: number;
  readonly spans: number;
  /** What the spans' attributes take, as stored. */
  readonly bytes: number;
}

export interface SessionStore {
  /**
   * Resolves only once the spans are durable: neither a crash of the process nor of the machine loses them then.
   * A batch is stored whole or not at all, together with the tallies of the sessions it belongs to. One of thousands of
   * spans may be stored in parts, of which each holds all spans of its traces: when it rejects, some may be there. Where
   * a store has no transactions, spans may be there that were not acknowledged; their session is derived later.
   *
   * Idempotent on (trace, span): a span that its session has already is ignored and not folded again, so a batch may
   * be sent again after any failure.
   *
   * A span belongs to the session that `sessionKeyOf` reads from it; else to the session of the first span of its
   * trace that told one, as long as that came no later than in the same batch; else to its trace, as `toSessionId`
   * writes it. A trace never changes its session afterwards, or else a span sent again would count twice.
   *
   * @throws StoreError `busy`, `unavailable` or `closed`; nothing of the batch, or of a part, is stored then. Appends
   * that fail do not disturb others that wait with them.
   */
  append(batch: SpanBatch): Promise<void>;

  /**
   * As `append`, but a span that its session has already is replaced, and the session's tally is that of the spans as
   * they are then. It costs a reading of the whole session where a span is replaced.
   */
  replaceSpans(batch: SpanBatch): Promise<void>;

  /** The session that a trace went to: that of its spans that tell none. Undefined for a trace that is not known. */
  findSessionOfTrace(projectId: string, traceId: string): Promise<string | undefined>;

  /** Undefined when the project has no such session; whether another project has is not told. */
  findSession(projectId: string, sessionId: string): Promise<StoredSession | undefined>;

  /**
   * Undefined as in `findSession`. Every field of every span is as it was appended, to the last digit; texts as UTF-8 has them. All of them are
   * in memory at once: for sessions of unknown size there are `listSpans` and `readSpans`.
   */
  readSession(projectId: string, sessionId: string): Promise<SessionWithSpans | undefined>;

  /**
   * Rows of a session's spans, by pages. Undefined as in `findSession`. In the order of arrival, spans that come later
   * are behind all that were there, so that reading on from the last page's `next`, or `since` the last sequence, gives
   * exactly what is new.
   * @throws StoreError `bad_cursor`
   */
  listSpans(projectId: string, sessionId: string, page: SpanPageRequest): Promise<SpanPage | undefined>;

  /**
   * Spans with all they hold, in the order in which they are asked for; those that are not there are left out. All of
   * them are in memory at once.
   */
  readSpans(projectId: string, sessionId: string, spans: readonly SpanAddress[]): Promise<readonly SpanRecord[]>;

  /** One span with all it holds; undefined where there is none. */
  readSpan(projectId: string, sessionId: string, span: SpanAddress): Promise<SpanRecord | undefined>;

  /**
   * The resources of a session's spans, some at a time, in the order in which they came; one may come again, with
   * further spans. None when the project has no such session. It costs less than to read the spans.
   */
  streamResources(projectId: string, sessionId: string): AsyncIterable<readonly ResourceCount[]>;

  /**
   * Sessions that arrive between two pages shift nothing: no session is shown twice or left out because of them. One
   * whose place in the order changes meanwhile may be.
   * @throws StoreError `bad_cursor` for a cursor of another project, filter or sort, or of another store
   */
  listSessions(projectId: string, page: SessionPageRequest): Promise<SessionPage>;

  /** All of them, however long that takes. */
  countSessions(projectId: string, filter?: SessionFilter): Promise<number>;

  /** As far as it can be counted while somebody waits. */
  countSome(projectId: string, filter?: SessionFilter): Promise<SessionCount>;

  /**
   * What could be filtered by. Each facet counts among the sessions that the filter selects without the part that
   * selects by this facet (for tags: without `anyTags`), so that it shows what choosing another value would find.
   */
  facets(projectId: string, filter?: SessionFilter): Promise<SessionFacets>;

  /**
   * Durable when it resolves, and survives spans that come later. Undefined as in `findSession`.
   * @throws StoreError `unavailable` or `closed`
   */
  patchSession(projectId: string, sessionId: string, patch: SessionPatch): Promise<StoredSession | undefined>;

  /**
   * Removes sessions with their spans, edits and artifacts, some at a time, so that appends go on beside it; when it
   * rejects, some of them are gone. Spans that arrive for a removed session make it anew.
   * @returns how many there were
   * @throws StoreError `unavailable` or `closed`
   */
  deleteSessions(projectId: string, filter: SessionFilter): Promise<number>;

  /** Costs the same however many spans the project holds. */
  measureProject(projectId: string): Promise<ProjectSize>;
}
