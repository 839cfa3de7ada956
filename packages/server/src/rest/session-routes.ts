/** `GET /v2/sessions` and what is below it. */
import { type PriceBook, toStats } from "@rootspan/model";
import type { FastifyInstance } from "fastify";
import { projectOf } from "../access/request-project.ts";
import { describeRoute, jsonAnswer } from "../http/schema/describe-route.ts";
import { closedObjectOf, integer, NO_QUERY, optional, text } from "../http/schema/json-schema.ts";
import type { ArtifactStore } from "../store/artifact-store.ts";
import type { SessionStore } from "../store/session-store.ts";
import { toExport } from "./export/to-export.ts";
import type { Observe } from "./observed-session.ts";
import { toSessionItem } from "./session-item.ts";
import { SESSION_EXPORT } from "./schemas/export-schema.ts";
import { SESSION_ITEM, SESSION_LIST } from "./schemas/session-schema.ts";
import { SESSION_STATS } from "./schemas/stats-schema.ts";
import { SESSION_PARAMS, sessionIdOf, type SessionParams, throwSessionNotFound } from "./session-params.ts";

const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 500;

interface ListQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

const LIST = describeRoute({
  id: "listSessions",
  group: "sessions",
  summary: "Sessions, newest first",
  query: closedObjectOf<ListQuery>({
    limit: optional(integer("Most sessions of a page.", { minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })),
    cursor: optional(text("next_cursor of the page before.")),
  }),
  answers: { 200: jsonAnswer("A page", SESSION_LIST) },
});

const GET = describeRoute({
  id: "getSession",
  group: "sessions",
  summary: "A session as lists show it",
  params: SESSION_PARAMS,
  query: NO_QUERY,
  answers: { 200: jsonAnswer("The session", SESSION_ITEM) },
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

const EXPORT = describeRoute({
  id: "exportSession",
  group: "sessions",
  summary: "A session with all its events and spans",
  params: SESSION_PARAMS,
  query: NO_QUERY,
  answers: { 200: jsonAnswer("The session", SESSION_EXPORT) },
  problems: ["session_not_found"],
});

export interface SessionRoutesSettings {
  readonly sessions: SessionStore;
  readonly artifacts: ArtifactStore;
  readonly observe: Observe;
  readonly prices: PriceBook;
}

export function registerSessionRoutes(app: FastifyInstance, settings: SessionRoutesSettings): void {
  const { sessions, artifacts, observe, prices } = settings;
  app.route<{ Querystring: ListQuery }>({
    method: "GET",
    url: "/sessions",
    schema: LIST,
    handler: async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query;
      const page = await sessions.listSessions(projectOf(request).id, {
        limit,
        ...(cursor !== undefined && { after: cursor }),
      });
      return {
        sessions: page.sessions.map((session) => toSessionItem(observe(session))),
        next_cursor: page.next ?? null,
      };
    },
  });

  app.route<{ Params: SessionParams }>({
    method: "GET",
    url: "/sessions/:id",
    schema: GET,
    handler: async (request) => {
      const session = await sessions.findSession(projectOf(request).id, sessionIdOf(request.params));
      return toSessionItem(observe(session ?? throwSessionNotFound()));
    },
  });

  app.route<{ Params: SessionParams }>({
    method: "GET",
    url: "/sessions/:id/stats",
    schema: STATS,
    handler: async (request) => {
      const session = await sessions.findSession(projectOf(request).id, sessionIdOf(request.params));
      const { id, summary } = observe(session ?? throwSessionNotFound());
      return toStats(id, summary);
    },
  });

  app.route<{ Params: SessionParams }>({
    method: "GET",
    url: "/sessions/:id/export",
    schema: EXPORT,
    handler: async (request) => {
      const project = projectOf(request);
      const stored = await sessions.readSession(project.id, sessionIdOf(request.params));
      const { session, spans } = stored ?? throwSessionNotFound();
      const ofSession = await artifacts.listArtifacts(project.id, session.id);
      return toExport({ project, session: observe(session), spans, artifacts: ofSession, prices });
    },
  });
}
