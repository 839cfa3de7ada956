/** How the part of a session that belongs to a request ends. */
import type { EndState } from "@rootspan/model";
import { guard } from "../guard.ts";
import type { OpenSession } from "../open-session.ts";
import type { Session } from "../session.ts";
import { toReason } from "../to-reason.ts";

/** Nobody waits for the delivery: an answer is not held back for it. */
export function endPart(session: Session, state: EndState, reason?: string): void {
  void session.end(state, reason === undefined ? {} : { reason });
}

export function endAsFailed(session: Session, error: unknown): void {
  const { content } = session as OpenSession;
  endPart(
    session,
    "Failure",
    guard("describing an error", () => toReason(error, content)),
  );
}

export function endByStatus(session: Session, status: number): void {
  if (status >= 500) endPart(session, "Failure", `HTTP ${status}`);
  else endPart(session, "Success");
}

export function endAsAborted(session: Session): void {
  endPart(session, "Indeterminate", "the client did not wait for the answer");
}
