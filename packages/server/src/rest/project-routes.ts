/** `GET /v2/project`: whose data a key opens. */
import type { FastifyInstance } from "fastify";
import { projectOf } from "../access/request-project.ts";
import type { SessionStore } from "../store/session-store.ts";
import { MAX_LIMIT } from "./session-routes.ts";

export interface ProjectRoutesSettings {
  readonly sessions: SessionStore;
  readonly maxBodyBytes: number;
  readonly maxArtifactBytes: number;
  readonly idleTimeoutMs: number;
}

export function registerProjectRoutes(app: FastifyInstance, settings: ProjectRoutesSettings): void {
  const { sessions, maxBodyBytes, maxArtifactBytes, idleTimeoutMs } = settings;
  const schema = { querystring: { type: "object", additionalProperties: false } };

  app.route({
    method: "GET",
    url: "/project",
    schema,
    handler: async (request) => {
      const { id, name } = projectOf(request);
      return {
        id,
        name,
        limits: {
          max_body_bytes: maxBodyBytes,
          max_artifact_bytes: maxArtifactBytes,
          idle_timeout_ms: idleTimeoutMs,
          max_page_size: MAX_LIMIT,
        },
        holds: await sessions.measureProject(id),
      };
    },
  });
}
