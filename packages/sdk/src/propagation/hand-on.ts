/** What a message needs so that its receiver can join the session. */
import { sessionIdIn } from "../inheritance.ts";
import type { Session } from "../session.ts";

/**
 * @param said what the message says already: the application's own `traceparent` stays, and so does its baggage, to
 * which the session is added
 * @returns the fields to set, in lower case
 */
export function handOn(
  session: Session,
  said: (name: "traceparent" | "baggage") => string | undefined,
): Record<string, string> {
  const { baggage = "", ...traceContext } = session.headers();
  const others = said("baggage");
  return {
    ...(said("traceparent") === undefined && traceContext),
    ...(sessionIdIn(others) === undefined && { baggage: others === undefined ? baggage : `${others},${baggage}` }),
  };
}
