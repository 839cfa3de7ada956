/** What people say of a session afterwards. It is kept apart from what spans say, and goes before it. */
import type { EndState } from "./end-state.ts";
import type { SessionSummary } from "./session-summary.ts";

/** What is absent was not edited. */
export interface SessionEdits {
  /** In the place of all tags that spans gave. */
  readonly tags?: readonly string[];
  readonly endState?: EndState;
  readonly endStateReason?: string;
  readonly note?: string;
  readonly bookmarked?: boolean;
}

export const NO_EDITS: SessionEdits = {};

/** The session as people see it. An edited end state ends a session whose root has not arrived, where it stands. */
export function overlayEdits(summary: SessionSummary, edits: SessionEdits): SessionSummary {
  const { tags = summary.tags, endState, endStateReason } = edits;
  if (endState === undefined) {
    return { ...summary, tags, endStateReason: endStateReason ?? summary.endStateReason };
  }
  return {
    ...summary,
    tags,
    running: false,
    endState,
    endStateReason: endStateReason ?? (endState === summary.endState ? summary.endStateReason : undefined),
    endTimeUnixNano: summary.endTimeUnixNano ?? summary.startTimeUnixNano + summary.durationNs,
  };
}
