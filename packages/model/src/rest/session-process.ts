/** The processes that a session's spans came from. */
import type { JsonAttributes } from "./exported-span.ts";

export interface SessionProcess {
  /** The resource of its spans: what it says of itself. */
  readonly resource: JsonAttributes;
  readonly spans: number;
}

/** The body of `GET /v2/sessions/{id}/processes`. */
export interface SessionProcessList {
  /** By their first span. One whose resource changes while it runs is there with each. */
  readonly processes: readonly SessionProcess[];
}
