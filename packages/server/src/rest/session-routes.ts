/** `GET /v2/sessions` and what is below it. */
import { type PriceBook, toStats } from "@rootspan/model";
import type { FastifyInstance } from "fastify";
import { projectOf } from "../access/request-project.ts";
import type { ArtifactStore } from "../store/artifact-store.ts";
import type { SessionStore } from "../store/session-store.ts";
import { toExport } from "./export/to-export.ts";
import type { Observe } from "./observed-session.ts";
import { toSessionItem } from "./session-item.ts";
import { NO_QUERY, SESSION_PARAMS, sessionIdOf, type SessionParams, throwSessionNotFound } from "./session-params.ts";

const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 500;

const LIST_QUERY = {
  type: "object",
  additionalProperties: false,
  properties: {
    limit: { type: "integer", minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT },
    cursor: { type: "string", description: "next_cursor of the page before." },
  },
} as const;

interface ListQuery {
  readonly limit: number;
  readonly cursor?: string;
}

export interface SessionRoutesSettings {
  readonly sessions: SessionStore;
  readonly artifacts: ArtifactStore;
  readonly observe: Observe;
  readonly prices: PriceBook;
}

export function registerSessionRoutes(app: FastifyInstance, settings: SessionRoutesSettings): void {
  const { sessions, artifacts, observe, prices } = settings;
  const schema = { params: SESSION_PARAMS, querystring: NO_QUERY };

  app.route<{ Querystring: ListQuery }>({
    method: "GET",
    url: "/sessions",
    schema: { querystring: LIST_QUERY },
    handler: async (request) => {
      const { limit, cursor } = request.query;
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
    schema,
    handler: async (request) => {
      const session = await sessions.findSession(projectOf(request).id, sessionIdOf(request.params));
      return toSessionItem(observe(session ?? throwSessionNotFound()));
    },
  });

  app.route<{ Params: SessionParams }>({
    method: "GET",
    url: "/sessions/:id/stats",
    schema,
    handler: async (request) => {
      const session = await sessions.findSession(projectOf(request).id, sessionIdOf(request.params));
      const { id, summary } = observe(session ?? throwSessionNotFound());
      return toStats(id, summary);
    },
  });

  app.route<{ Params: SessionParams }>({
    method: "GET",
    url: "/sessions/:id/export",
    schema,
    handler: async (request) => {
      const project = projectOf(request);
      const stored = await sessions.readSession(project.id, sessionIdOf(request.params));
      const { session, spans } = stored ?? throwSessionNotFound();
      const ofSession = await artifacts.listArtifacts(project.id, session.id);
      return toExport({ project, session: observe(session), spans, artifacts: ofSession, prices });
    },
  });
}
