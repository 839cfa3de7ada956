/** The body of `GET /v2/project`. */

export interface ProjectItem {
  /** A UUID. */
  readonly id: string;
  readonly name: string;
  readonly limits: ProjectLimits;
  readonly holds: ProjectHoldings;
  readonly retention: ProjectRetention;
  /** What all projects of the server take together. */
  readonly store: StoreUsageItem;
}

export interface ProjectLimits {
  readonly max_body_bytes: number;
  readonly max_artifact_bytes: number;
  /** After this time without data a session is over. */
  readonly idle_timeout_ms: number;
  readonly max_page_size: number;
}

export interface ProjectHoldings {
  readonly sessions: number;
  readonly spans: number;
  /** What the spans' attributes take, as stored. */
  readonly bytes: number;
}

/** Null for what is not limited. */
export interface ProjectRetention {
  /** Sessions are forgotten so long after they last changed. */
  readonly max_age_ms: number | null;
  /** Of `holds.bytes`; beyond it the sessions go that changed least recently. */
  readonly max_bytes: number | null;
}

export interface StoreUsageItem {
  readonly database_bytes: number;
  /** Of these, what is free for sessions to come. */
  readonly free_bytes: number;
  /** What is written and not yet moved into that file. */
  readonly log_bytes: number;
  readonly artifacts: number;
  readonly artifact_bytes: number;
  readonly waiting_spans: number;
  /** Beyond it, senders are put off. */
  readonly max_waiting_spans: number;
}
