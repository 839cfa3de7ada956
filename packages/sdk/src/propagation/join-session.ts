/** Runs code inside the session that a message brings: for MCP servers, consumers of queues, jobs. */
import { guard } from "../guard.ts";
import type { Carrier } from "../inheritance.ts";
import type { SessionOptions } from "../session-options.ts";
import type { Session } from "../session.ts";
import { readInheritance, startPart } from "../start-session.ts";
import { endAsFailed, endPart } from "./end-part.ts";

export interface JoinOptions extends SessionOptions {
  /** Start a session where the message brings none. By default false: the function then runs without one. */
  readonly always?: boolean;
}

/**
 * Joins the session, runs the function inside, and ends this part of the session when the function has settled:
 * `Success`, or `Failure` with the error that it throws. What it gives and throws stays as it is.
 * @param carrier headers, `_meta` or whatever else carries `traceparent` and `baggage`
 * @param fn is given the session; undefined where there is none
 */
export async function joinSession<T>(
  carrier: Carrier | undefined,
  fn: (session: Session | undefined) => T | PromiseLike<T>,
  options: JoinOptions = {},
): Promise<T> {
  const session = guard("joinSession", () => join(carrier, options));
  if (session === undefined) return await fn(undefined);
  let result: T;
  try {
    result = await session.run(() => fn(session));
  } catch (error) {
    endAsFailed(session, error);
    throw error;
  }
  endPart(session, "Success");
  return result;
}

function join(carrier: Carrier | undefined, { always, ...options }: JoinOptions): Session | undefined {
  const inherited = carrier === undefined ? undefined : readInheritance(carrier);
  return inherited === undefined && always !== true ? undefined : startPart(inherited, options);
}
