/** The sessions of this process that have started and not ended. */
import type { EndState } from "@rootspan/model";
import type { ContentLimits } from "@rootspan/model/content";
import type { EndOptions, Session } from "./session.ts";
import { sharedState } from "./shared-state.ts";

/** A session as whoever ends sessions together sees it. */
export interface EndableSession extends Pick<Session, "record"> {
  /** What its spans may hold. */
  readonly content: ContentLimits;
  /** Without waiting for its delivery. */
  endNow(state: EndState, options: EndOptions): void;
}

/** In the order of their start. */
export function openSessions(): Iterable<EndableSession> {
  return sharedState().open as Iterable<Session & EndableSession>;
}

/** Has the function called after each start and each end of a session. @returns what takes that back */
export function watchOpenSessions(onChange: () => void): () => void {
  const { watchers } = sharedState();
  watchers.add(onChange);
  return () => void watchers.delete(onChange);
}

export function addOpenSession(session: Session): void {
  sharedState().open.add(session);
  for (const onChange of sharedState().watchers) onChange();
}

export function removeOpenSession(session: Session): void {
  sharedState().open.delete(session);
  for (const onChange of sharedState().watchers) onChange();
}
