/** A session as it is shown now: the only place that decides when a session without an end counts as over. */
import { type SessionSummary, summarise } from "@rootspan/model";
import type { StoredSession } from "../store/session-store.ts";

export interface ObservedSession {
  readonly id: string;
  readonly summary: SessionSummary;
}

/** @returns the session as of a moment, in milliseconds since 1970 by the server's clock */
export type Observe = (session: StoredSession) => ObservedSession;

/**
 * A session that has no end, and for which nothing has arrived for the idle time, is Indeterminate and not running;
 * when data arrives after all, it runs again.
 */
export function createObserve(idleTimeoutMs: number, now: () => number): Observe {
  return ({ id, tally, receivedAtMs }) => {
    const summary = summarise(tally);
    if (!summary.running || now() - receivedAtMs <= idleTimeoutMs) return { id, summary };
    return {
      id,
      summary: {
        ...summary,
        running: false,
        endState: "Indeterminate",
        endStateReason: "no data received any more",
        endTimeUnixNano: summary.startTimeUnixNano + summary.durationNs,
      },
    };
  };
}
