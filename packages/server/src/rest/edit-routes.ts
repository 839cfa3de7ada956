/** `PATCH` and `DELETE /v2/sessions/{id}`: what people do to a session. */
import { END_STATES, parseEndState } from "@rootspan/model";
import type { SessionDetail, SessionPatchBody } from "@rootspan/model/rest";
import type { FastifyInstance } from "fastify";
import { projectOf } from "../access/request-project.ts";
import { acceptJson } from "../http/json-body.ts";
import { describeRoute, jsonAnswer } from "../http/schema/describe-route.ts";
import { closedObjectOf, flag, listOf, NO_QUERY, nullable, oneOf, optional, text } from "../http/schema/json-schema.ts";
import type { SessionPatch, SessionStore } from "../store/session-store.ts";
import type { Observe } from "./observed-session.ts";
import { SESSION_DETAIL } from "./schemas/session-schema.ts";
import { toSessionDetail } from "./session-item.ts";
import { SESSION_PARAMS, sessionIdOf, type SessionParams, throwSessionNotFound } from "./session-params.ts";

const MAX_TAGS = 100;
const MAX_TAG_LENGTH = 200;
const MAX_REASON_LENGTH = 1_000;
const MAX_NOTE_LENGTH = 20_000;
/** Of a patch with the longest of everything, in any script. */
const MAX_BODY_BYTES = 256 * 1024;

/** With AgentOps' spellings, and in lower case. */
const END_STATE_WORDS = [...END_STATES, "Fail", "Error"].flatMap((word) => [word, word.toLowerCase()]);

const PATCH = describeRoute({
  id: "editSession",
  group: "sessions",
  summary: "Say something of a session that its spans do not",
  description: "What is left out stays. null takes an edit back, so that what spans say shows again.",
  params: SESSION_PARAMS,
  query: NO_QUERY,
  body: {
    types: ["application/json"],
    schema: closedObjectOf<SessionPatchBody>(
      {
        tags: optional(
          nullable(
            listOf(text(undefined, { minLength: 1, maxLength: MAX_TAG_LENGTH }), {
              description: "In the place of all tags that spans gave.",
              maxItems: MAX_TAGS,
            }),
          ),
        ),
        end_state: optional(nullable(oneOf(END_STATE_WORDS))),
        end_state_reason: optional(nullable(text(undefined, { maxLength: MAX_REASON_LENGTH }))),
        note: optional(nullable(text(undefined, { maxLength: MAX_NOTE_LENGTH }))),
        bookmarked: optional(nullable(flag())),
      },
      { title: "SessionPatch", minProperties: 1 },
    ),
  },
  answers: { 200: jsonAnswer("The session as it is then", SESSION_DETAIL) },
  problems: ["malformed_body", "body_too_large", "unsupported_content_type", "session_not_found"],
});

const DELETE = describeRoute({
  id: "deleteSession",
  group: "sessions",
  summary: "Remove a session with its spans and files",
  params: SESSION_PARAMS,
  query: NO_QUERY,
  answers: { 204: { description: "It is gone" } },
  problems: ["session_not_found"],
});

export interface EditRoutesSettings {
  readonly sessions: SessionStore;
  readonly observe: Observe;
}

/** Registered on a scope of its own: it reads bodies as JSON. */
export function registerEditRoutes(app: FastifyInstance, { sessions, observe }: EditRoutesSettings): void {
  acceptJson(app, MAX_BODY_BYTES);

  app.route<{ Params: SessionParams; Body: SessionPatchBody }>({
    method: "PATCH",
    url: "/sessions/:id",
    schema: PATCH,
    handler: async (request): Promise<SessionDetail> => {
      const sessionId = sessionIdOf(request.params);
      const session = await sessions.patchSession(projectOf(request).id, sessionId, toPatch(request.body));
      return toSessionDetail(observe(session ?? throwSessionNotFound()));
    },
  });

  app.route<{ Params: SessionParams }>({
    method: "DELETE",
    url: "/sessions/:id",
    schema: DELETE,
    handler: async (request, reply) => {
      const filter = { ids: [sessionIdOf(request.params)] };
      if ((await sessions.deleteSessions(projectOf(request).id, filter)) === 0) throwSessionNotFound();
      return reply.code(204).send();
    },
  });
}

function toPatch({
  tags,
  end_state: endState,
  end_state_reason: reason,
  note,
  bookmarked,
}: SessionPatchBody): SessionPatch {
  return {
    ...(tags !== undefined && { tags: tags === null ? null : [...new Set(tags)] }),
    ...(endState !== undefined && { endState: parseEndState(endState) ?? null }),
    ...(reason !== undefined && { endStateReason: reason }),
    ...(note !== undefined && { note }),
    ...(bookmarked !== undefined && { bookmarked }),
  };
}
