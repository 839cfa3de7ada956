/** A session as it is shown now: the only place that decides when a session without an end counts as over. */
import { overlayEdits, type SessionEdits, type SessionSummary, summarise } from "@rootspan/model";
import type { StoredSession } from "../store/session-store.ts";

export interface ObservedSession {
  readonly id: string;
  /** With what people said of it. */
  readonly summary: SessionSummary;
  readonly edits: SessionEdits;
  readonly receivedAtMs: number;
  readonly sequence: number;
}

/** @returns the session as of a moment, in milliseconds since 1970 by the server's clock */
export type Observe = (session: StoredSession) => ObservedSession;

/**
 * A session that has no end, and for which nothing has arrived for the idle time, is Indeterminate and not running;
 * when data arrives after all, it runs again.
 */
export function createObserve(idleTimeoutMs: number, now: () => number): Observe {
  return ({ tally, ...session }) => {
    const summary = summarise(tally);
    const isIdle = summary.running && now() - session.receivedAtMs > idleTimeoutMs;
    return { ...session, summary: overlayEdits(isIdle ? toIdle(summary) : summary, session.edits) };
  };
}

function toIdle(summary: SessionSummary): SessionSummary {
  return {
    ...summary,
    running: false,
    endState: "Indeterminate",
    endStateReason: "no data received any more",
    endTimeUnixNano: summary.startTimeUnixNano + summary.durationNs,
  };
}
