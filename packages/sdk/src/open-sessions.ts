/** The sessions of this process that have started and not ended. */
import type { OpenSession } from "./open-session.ts";
import { sharedState } from "./shared-state.ts";

/** A session as whoever ends sessions together sees it. */
export type EndableSession = Pick<OpenSession, "content" | "endNow" | "record">;

/** In the order of their start. */
export function openSessions(): Iterable<EndableSession> {
  return sharedState().open as Iterable<OpenSession>;
}

/** Has the function called after each start and each end of a session. @returns what takes that back */
export function watchOpenSessions(onChange: () => void): () => void {
  const { watchers } = sharedState();
  watchers.add(onChange);
  return () => void watchers.delete(onChange);
}

export function addOpenSession(session: OpenSession): void {
  sharedState().open.add(session);
  for (const onChange of sharedState().watchers) onChange();
}

export function removeOpenSession(session: OpenSession): void {
  sharedState().open.delete(session);
  for (const onChange of sharedState().watchers) onChange();
}
