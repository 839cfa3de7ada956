/** The body of `GET /v2/project`. */

export interface ProjectItem {
  /** A UUID. */
  readonly id: string;
  readonly name: string;
  readonly limits: ProjectLimits;
  readonly holds: ProjectHoldings;
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
