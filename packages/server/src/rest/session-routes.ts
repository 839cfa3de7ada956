/** `GET /v2/sessions/{id}`, and its stats. */
import { toStats } from "@rootspan/model";
import type { SessionDetail, SessionStats } from "@rootspan/model/rest";
import type { FastifyInstance, FastifyReply } from "fastify";
import { projectOf } from "../access/request-project.ts";
import { describeRoute, jsonAnswer } from "../http/schema/describe-route.ts";
import { type JsonSchema, NO_QUERY, objectOf, optional, text } from "../http/schema/json-schema.ts";
import type { SessionStore } from "../store/session-store.ts";
import { answerTagged } from "./answer-tagged.ts";
import type { Observe } from "./observed-session.ts";
import { toSessionDetail } from "./session-item.ts";
import { SESSION_DETAIL } from "./schemas/session-schema.ts";
import { SESSION_STATS } from "./schemas/stats-schema.ts";
import { SESSION_PARAMS, sessionIdOf, type SessionParams, throwSessionNotFound } from "./session-params.ts";

const KNOWN_TAG = objectOf<{ "if-none-match"?: string }>({
  "if-none-match": optional(text("An etag: 304 where it is still that.")),
});

const tagged = (description: string, schema: JsonSchema) => ({
  200: { ...jsonAnswer(description, schema), headers: { etag: text("Of the session as it is.") } },
  304: { description: "It is as the client knows it" },
});

const GET = describeRoute({
  id: "getSession",
  group: "sessions",
  summary: "A session",
  params: SESSION_PARAMS,
  query: NO_QUERY,
  headers: KNOWN_TAG,
  answers: tagged("The session", SESSION_DETAIL),
  problems: ["session_not_found"],
});

const STATS = describeRoute({
  id: "getSessionStats",
  group: "sessions",
  summary: "What a session used, cost and counted; a superset of AgentOps' answer",
  params: SESSION_PARAMS,
  query: NO_QUERY,
  headers: KNOWN_TAG,
  answers: tagged("Its stats", SESSION_STATS),
  problems: ["session_not_found"],
});

export interface SessionRoutesSettings {
  readonly sessions: SessionStore;
  readonly observe: Observe;
}

export function registerSessionRoutes(app: FastifyInstance, settings: SessionRoutesSettings): void {
  const { sessions, observe } = settings;
  app.route<{ Params: SessionParams }>({
    method: "GET",
    url: "/sessions/:id",
    schema: GET,
    handler: async (request, reply): Promise<SessionDetail | FastifyReply> => {
      const session = await sessions.findSession(projectOf(request).id, sessionIdOf(request.params));
      return answerTagged(request, reply, observe(session ?? throwSessionNotFound()), toSessionDetail);
    },
  });

  app.route<{ Params: SessionParams }>({
    method: "GET",
    url: "/sessions/:id/stats",
    schema: STATS,
    handler: async (request, reply): Promise<SessionStats | FastifyReply> => {
      const session = await sessions.findSession(projectOf(request).id, sessionIdOf(request.params));
      const observed = observe(session ?? throwSessionNotFound());
      return answerTagged(request, reply, observed, ({ id, summary }) => toStats(id, summary));
    },
  });
}
