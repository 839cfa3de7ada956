/** The ids that the root span of a session gets where the provider's id generator asks for them. */
import { type RootIds, sharedState } from "./shared-state.ts";

/** What the id generator must give to the span that is being started; undefined for every span but a session's root. */
export function pendingRootIds(): RootIds | undefined {
  return sharedState().rootIds;
}

/** Starts a span, synchronously, with these ids if the provider's id generator asks `pendingRootIds`. */
export function startWithIds<T>(ids: RootIds, start: () => T): T {
  const state = sharedState();
  state.rootIds = ids;
  try {
    return start();
  } finally {
    state.rootIds = undefined;
  }
}
