/** Starts sessions. */
import { guard, log } from "./guard.ts";
import { OpenSession } from "./open-session.ts";
import { sessionClient } from "./session-client.ts";
import type { Session, SessionOptions } from "./session.ts";
import { sharedState } from "./shared-state.ts";

/** Starts a session beside those that are open. Code belongs to it inside `session.run`; see `currentSession`. */
export function startSession(options: SessionOptions = {}): Session {
  const session = new OpenSession(sessionClient(), options);
  sharedState().open.add(session);
  if (session.observer === undefined) warnUnobserved();
  return session;
}

/** Starts the session that stands for all code of the process outside any `run`. */
export function startInitialSession(options: SessionOptions = {}): Session {
  const session = startSession(options);
  sharedState().initial = session;
  return session;
}

function warnUnobserved(): void {
  guard("startSession", () =>
    log.warn(
      "no SessionSpanProcessor saw the session start: totals and cost stay zero. Either no tracer provider is " +
        "registered, or it samples the session out, or its spanProcessors lack `new SessionSpanProcessor()`",
    ),
  );
}
