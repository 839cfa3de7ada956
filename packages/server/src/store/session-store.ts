/** The port to where sessions are kept. `test/store/describe-session-store.ts` holds every adapter to this contract. */
import type { SessionTally, SpanRecord } from "@rootspan/model";

/** Spans of one project that arrived together. */
export interface SpanBatch {
  readonly projectId: string;
  readonly spans: readonly SpanRecord[];
  /** When they arrived: milliseconds since 1970 by the server's clock. */
  readonly receivedAtMs: number;
}

export interface StoredSession {
  /** A UUID as written everywhere, or what another emitter calls its session. */
  readonly id: string;
  /** The fold of exactly the spans that are stored. */
  readonly tally: SessionTally;
  /** When a span was last added: milliseconds since 1970 by the server's clock. */
  readonly receivedAtMs: number;
}

/** A session with its spans, as they were at one moment. */
export interface SessionWithSpans {
  readonly session: StoredSession;
  /** By start time. */
  readonly spans: readonly SpanRecord[];
}

export interface SessionPage {
  readonly sessions: readonly StoredSession[];
  /** Give it to the next call; undefined on the last page. */
  readonly next: string | undefined;
}

export interface PageRequest {
  /** At least 1. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string;
}

export interface ProjectSize {
  readonly sessions: number;
  readonly spans: number;
  /** What the spans' attributes take, as stored. */
  readonly bytes: number;
}

export interface SessionStore {
  /**
   * Resolves only once the spans are durable: neither a crash of the process nor of the machine loses them then.
   * A batch is stored whole or not at all, together with the tallies of the sessions it belongs to.
   *
   * Idempotent on (trace, span): a span that its session has already is ignored and not folded again, so a batch may
   * be sent again after any failure.
   *
   * A span belongs to the session that `sessionKeyOf` reads from it; else to the session of the first span of its
   * trace that told one, as long as that came no later than in the same batch; else to its trace, as `toSessionId`
   * writes it. A trace never changes its session afterwards, or else a span sent again would count twice.
   *
   * @throws StoreError `busy`, `unavailable` or `closed`; nothing of the batch is stored then. Appends that fail do
   * not disturb others that wait with them.
   */
  append(batch: SpanBatch): Promise<void>;

  /** Undefined when the project has no such session; whether another project has is not told. */
  findSession(projectId: string, sessionId: string): Promise<StoredSession | undefined>;

  /** Undefined as in `findSession`. Every field of every span is as it was appended, to the last digit. */
  readSession(projectId: string, sessionId: string): Promise<SessionWithSpans | undefined>;

  /**
   * Newest start first. Sessions that arrive between two pages shift nothing: no session is shown twice or left out
   * because of them.
   * @throws StoreError `bad_cursor`
   */
  listSessions(projectId: string, page: PageRequest): Promise<SessionPage>;

  /** Costs the same however much the project holds. */
  measureProject(projectId: string): Promise<ProjectSize>;
}
