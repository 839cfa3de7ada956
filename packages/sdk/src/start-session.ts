/** Starts sessions. */
import { parseSessionId } from "@rootspan/model";
import { guard, log, useRegisteredApi, warnOnce } from "./guard.ts";
import { type Carrier, inheritById, type Inheritance, inheritFrom } from "./inheritance.ts";
import { addOpenSession } from "./open-sessions.ts";
import { OpenSession } from "./open-session.ts";
import { sessionClient } from "./current-client.ts";
import type { SessionClient } from "./session-client.ts";
import type { SessionOptions } from "./session-options.ts";
import { toSessionSettings } from "./session-settings.ts";
import type { Session } from "./session.ts";
import { sharedState } from "./shared-state.ts";

/**
 * Starts a session beside those that are open. Code belongs to it inside `session.run`; see `currentSession`.
 * A process that was given a session joins that one, unless the options say otherwise.
 * Options that cannot be used are told to `diag` and left out.
 */
export function startSession(options: SessionOptions = {}): Session {
  return startPart(undefined, options);
}

/** Starts this process's part of a session; one of its own where none is inherited. */
export function startPart(inherited: Inheritance | undefined, options: SessionOptions): Session {
  useRegisteredApi();
  const client = sessionClient();
  const settings = toSessionSettings(client, options);
  const session = new OpenSession(client, settings, inherited ?? inheritedBy(settings) ?? givenTo(client, settings));
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

/** The session that a carrier tells of. What is wrong with the carrier is told to `diag`; nothing is thrown. */
export function readInheritance(carrier: Carrier): Inheritance | undefined {
  return guard("inheritFrom", () => inheritFrom(carrier, (fault) => log.warn(fault)));
}

function inheritedBy({ inheritedSessionId, inheritFrom: carrier }: SessionOptions): Inheritance | undefined {
  const sessionId = parseSessionId(inheritedSessionId);
  if (sessionId !== undefined) return inheritById(sessionId);
  return carrier === undefined ? undefined : readInheritance(carrier);
}

function givenTo(client: SessionClient, { inherit }: SessionOptions): Inheritance | undefined {
  return inherit === false ? undefined : client.inherited;
}

function warnUnobserved(): void {
  guard("startSession", () =>
    warnOnce(
      "no SessionSpanProcessor saw the session start: totals and cost stay zero. Either no tracer provider is " +
        "registered, or it samples the session out, or its spanProcessors lack `new SessionSpanProcessor()`",
    ),
  );
}
