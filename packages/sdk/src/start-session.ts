/** Starts sessions. */
import { parseSessionId } from "@rootspan/model";
import { guard, useRegisteredApi, warnOnce } from "./guard.ts";
import { inheritById, type Inheritance } from "./inheritance.ts";
import { addOpenSession } from "./open-sessions.ts";
import { OpenSession } from "./open-session.ts";
import { sessionClient } from "./session-client.ts";
import { type SessionOptions, toSessionSettings } from "./session-options.ts";
import type { Session } from "./session.ts";
import { sharedState } from "./shared-state.ts";

/**
 * Starts a session beside those that are open. Code belongs to it inside `session.run`; see `currentSession`.
 * A process that was given a session joins that one, unless the options say otherwise.
 * Options that cannot be used are told to `diag` and left out.
 */
export function startSession(options: SessionOptions = {}): Session {
  useRegisteredApi();
  const client = sessionClient();
  const settings = toSessionSettings(client, options);
  const inherited = settings.inherit === false ? undefined : client.inherited;
  const session = new OpenSession(client, settings, inheritedBy(settings.inheritedSessionId) ?? inherited);
  addOpenSession(session);
  if (session.observer === undefined) warnUnobserved();
  return session;
}

/** Starts the session that stands for all code of the process outside any `run`. */
export function startInitialSession(options: SessionOptions = {}): Session {
  const session = startSession(options);
  sharedState().initial = session;
  return session;
}

function inheritedBy(id: string | undefined): Inheritance | undefined {
  const sessionId = parseSessionId(id);
  return sessionId === undefined ? undefined : inheritById(sessionId);
}

function warnUnobserved(): void {
  guard("startSession", () =>
    warnOnce(
      "no SessionSpanProcessor saw the session start: totals and cost stay zero. Either no tracer provider is " +
        "registered, or it samples the session out, or its spanProcessors lack `new SessionSpanProcessor()`",
    ),
  );
}
