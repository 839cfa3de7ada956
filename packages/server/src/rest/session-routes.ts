/** `GET /v2/sessions/{id}`, and its stats. */
import { toStats } from "@rootspan/model";
import type { SessionDetail, SessionStats } from "@rootspan/model/rest";
import type { FastifyInstance } from "fastify";
import { projectOf } from "../access/request-project.ts";
import { describeRoute, jsonAnswer } from "../http/schema/describe-route.ts";
import { NO_QUERY } from "../http/schema/json-schema.ts";
import type { SessionStore } from "../store/session-store.ts";
import type { Observe } from "./observed-session.ts";
import { toSessionDetail } from "./session-item.ts";
import { SESSION_DETAIL } from "./schemas/session-schema.ts";
import { SESSION_STATS } from "./schemas/stats-schema.ts";
import { SESSION_PARAMS, sessionIdOf, type SessionParams, throwSessionNotFound } from "./session-params.ts";

const GET = describeRoute({
  id: "getSession",
  group: "sessions",
  summary: "A session",
  params: SESSION_PARAMS,
  query: NO_QUERY,
  answers: { 200: jsonAnswer("The session", SESSION_DETAIL) },
  problems: ["session_not_found"],
});

const STATS = describeRoute({
  id: "getSessionStats",
  group: "sessions",
  summary: "What a session used, cost and counted; a superset of AgentOps' answer",
  params: SESSION_PARAMS,
  query: NO_QUERY,
  answers: { 200: jsonAnswer("Its stats", SESSION_STATS) },
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
    handler: async (request): Promise<SessionDetail> => {
      const session = await sessions.findSession(projectOf(request).id, sessionIdOf(request.params));
      return toSessionDetail(observe(session ?? throwSessionNotFound()));
    },
  });

  app.route<{ Params: SessionParams }>({
    method: "GET",
    url: "/sessions/:id/stats",
    schema: STATS,
    handler: async (request): Promise<SessionStats> => {
      const session = await sessions.findSession(projectOf(request).id, sessionIdOf(request.params));
      const { id, summary } = observe(session ?? throwSessionNotFound());
      return toStats(id, summary);
    },
  });
}
