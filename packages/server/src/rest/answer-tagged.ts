/** Answers with something of a session, or that it is as the client knows it. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { VERSION } from "../version.ts";
import { isKnown } from "./entity-tag.ts";
import type { ObservedSession } from "./observed-session.ts";

/** Every change has a sequence of its own, but that a session says nothing any more is none. */
export function answerTagged<T extends object>(
  request: FastifyRequest,
  reply: FastifyReply,
  session: ObservedSession,
  toBody: (session: ObservedSession) => T,
): T | FastifyReply {
  const tag = `"${VERSION}-${session.sequence}-${session.summary.running ? "running" : "over"}"`;
  void reply.header("etag", `W/${tag}`);
  return isKnown(request.headers["if-none-match"], tag) ? reply.code(304).send() : toBody(session);
}
