/** `GET /v2/sessions` and what is below it. */
import { type PriceBook, toStats } from "@rootspan/model";
import type { FastifyInstance } from "fastify";
import { projectOf } from "../access/request-project.ts";
import { Problem } from "../http/problem.ts";
import { MAX_SESSION_KEY_LENGTH, toSessionKey } from "../store/session-key.ts";
import type { SessionStore } from "../store/session-store.ts";
import { toExport } from "./export/to-export.ts";
import type { Observe } from "./observed-session.ts";
import { toSessionItem } from "./session-item.ts";

const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 500;

const NO_QUERY = { type: "object", additionalProperties: false } as const;

const SESSION_PARAMS = {
  type: "object",
  required: ["id"],
  properties: {
    id: {
      type: "string",
      minLength: 1,
      maxLength: MAX_SESSION_KEY_LENGTH,
      description: "A UUID, the same as 32 hex digits, or the name that another emitter gave the session.",
    },
  },
} as const;

const LIST_QUERY = {
  type: "object",
  additionalProperties: false,
  properties: {
    limit: { type: "integer", minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT },
    cursor: { type: "string", description: "next_cursor of the page before." },
  },
} as const;

interface SessionParams {
  readonly id: string;
}

interface ListQuery {
  readonly limit: number;
  readonly cursor?: string;
}

export interface SessionRoutesSettings {
  readonly sessions: SessionStore;
  readonly observe: Observe;
  readonly prices: PriceBook;
}

export function registerSessionRoutes(app: FastifyInstance, settings: SessionRoutesSettings): void {
  const { sessions, observe, prices } = settings;
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
      const session = await sessions.findSession(projectOf(request).id, toId(request.params));
      return toSessionItem(observe(session ?? notFound()));
    },
  });

  app.route<{ Params: SessionParams }>({
    method: "GET",
    url: "/sessions/:id/stats",
    schema,
    handler: async (request) => {
      const session = await sessions.findSession(projectOf(request).id, toId(request.params));
      const { id, summary } = observe(session ?? notFound());
      return toStats(id, summary);
    },
  });

  app.route<{ Params: SessionParams }>({
    method: "GET",
    url: "/sessions/:id/export",
    schema,
    handler: async (request) => {
      const project = projectOf(request);
      const stored = await sessions.readSession(project.id, toId(request.params));
      const { session, spans } = stored ?? notFound();
      return toExport({ project, session: observe(session), spans, prices });
    },
  });
}

function toId({ id }: SessionParams): string {
  const key = toSessionKey(id);
  if (key === undefined) throw new Problem("invalid_parameter", "path parameter id must be printable", { field: "id" });
  return key;
}

/** The same for a session that is not there and for one of another project. */
function notFound(): never {
  throw new Problem("session_not_found", "the project has no such session");
}
