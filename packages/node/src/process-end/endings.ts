/** How sessions end that are open when the process ends. */
import { type EndableSession, guard, toReason } from "@rootspan/sdk";

export type Ending = (session: EndableSession) => void;

export function bySignal(signal: string): Ending {
  return (session) => session.endNow("Failure", { reason: `Signal ${signal} detected` });
}

export function byError(error: unknown): Ending {
  return (session) => {
    guard("record", () => session.record({ kind: "error", error }));
    session.endNow("Failure", { reason: toReason(error, session.content) });
  };
}

/** Nobody said how it went. */
export const byLeaving: Ending = (session) =>
  session.endNow("Indeterminate", {
    reason: "N/A (process exited without calling session.end(...))",
    isAutoEnd: true,
  });

/** A session that cannot be ended keeps no other from its end. */
export function endAll(sessions: Iterable<EndableSession>, end: Ending): void {
  for (const session of Array.from(sessions)) guard("the end of the process", () => end(session));
}
