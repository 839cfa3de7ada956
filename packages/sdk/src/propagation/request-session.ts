/** The session of a request that a service answers. */
import { guard } from "../guard.ts";
import type { Carrier } from "../inheritance.ts";
import type { SessionOptions } from "../session-options.ts";
import type { Session } from "../session.ts";
import { readInheritance, startPart } from "../start-session.ts";

export interface RequestSessionOptions<R> {
  /** Start a session for each request that brings none. By default false. */
  readonly always?: boolean;
  /**
   * Whether the session that a request brings is joined: whoever knows the id of a session can bring it. By default
   * every one is.
   */
  readonly accept?: (request: R) => boolean;
  /** What is to be said of the request's session: its name, its tags … */
  readonly session?: (request: R) => SessionOptions;
}

/** Undefined for a request that has none; never throws. */
export function startRequestSession<R>(
  request: R,
  headers: Carrier,
  { always, accept, session }: RequestSessionOptions<R>,
): Session | undefined {
  const isAccepted = accept === undefined || guard("accept", () => accept(request)) === true;
  const inherited = isAccepted ? readInheritance(headers) : undefined;
  if (inherited === undefined && always !== true) return undefined;
  const options = session === undefined ? undefined : guard("session", () => session(request));
  return guard("the session of a request", () => startPart(inherited, options ?? {}));
}
