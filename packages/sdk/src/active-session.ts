/** The functions of the module: they act on the active session, and never throw into the host. */
import type { EndStateInput } from "@rootspan/model";
import { guard, log, warnOnce } from "./guard.ts";
import { currentSession } from "./session-context.ts";
import type { RecordedEvent, SessionEvent } from "./session-event.ts";
import type { EndOptions, Session, SessionAnalytics } from "./session.ts";
import { sharedState } from "./shared-state.ts";

/** Ends the active session. @returns its cost as `session.end` does, or undefined when there was nothing to end */
export async function endSession(state?: EndStateInput, options?: EndOptions): Promise<string | undefined> {
  try {
    return await activeSession("endSession")?.end(state, options);
  } catch (error) {
    log.error(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** Ends all open sessions of the process. Resolves when each is delivered, within the bound of `Session.end`. */
export async function endAllSessions(state?: EndStateInput, reason?: string): Promise<void> {
  const ends = [...sharedState().open].map((session) =>
    session.end(state, reason === undefined ? {} : { reason }).catch((error: unknown) => {
      log.error(error instanceof Error ? error.message : String(error));
    }),
  );
  await Promise.all(ends);
}

export function record(event: SessionEvent): RecordedEvent | undefined {
  return activeSession("record")?.record(event);
}

export function addTags(...tags: readonly (string | readonly string[])[]): void {
  activeSession("addTags")?.addTags(...tags);
}

export function setTags(tags: string | readonly string[]): void {
  activeSession("setTags")?.setTags(tags);
}

export function setVideo(urlOrFile: string): void {
  activeSession("setVideo")?.setVideo(urlOrFile);
}

export function getAnalytics(): SessionAnalytics | undefined {
  return activeSession("getAnalytics")?.getAnalytics();
}

function activeSession(caller: string): Session | undefined {
  return guard(caller, () => {
    const session = currentSession();
    if (session === undefined) {
      const { size } = sharedState().open;
      warnOnce(
        size === 0
          ? `${caller}() does nothing: no session is open. Start one with init() or startSession()`
          : `${caller}() does nothing: ${size} sessions are open and the code is inside none of them. ` +
              `Use session.run(…), or call session.${caller === "endSession" ? "end" : caller}(…)`,
      );
    }
    return session;
  });
}
