/** `GET /v2/project`: whose data a key opens. */
import type { ProjectItem, ProjectRetention, StoreUsageItem } from "@rootspan/model/rest";
import type { FastifyInstance } from "fastify";
import { projectOf } from "../access/request-project.ts";
import { describeRoute, jsonAnswer } from "../http/schema/describe-route.ts";
import { NO_QUERY } from "../http/schema/json-schema.ts";
import type { SessionStore } from "../store/session-store.ts";
import type { Retention, StoreMaintenance, StoreUsage } from "../store/store-maintenance.ts";
import { PROJECT_ITEM } from "./schemas/project-schema.ts";
import { MAX_LIMIT } from "./list-routes.ts";

const SCHEMA = describeRoute({
  id: "getProject",
  group: "project",
  summary: "The project of the key: its limits, and what it holds",
  query: NO_QUERY,
  answers: { 200: jsonAnswer("The project", PROJECT_ITEM) },
});

export interface ProjectRoutesSettings {
  readonly sessions: SessionStore;
  readonly maintenance: StoreMaintenance;
  readonly maxBodyBytes: number;
  readonly maxArtifactBytes: number;
  readonly idleTimeoutMs: number;
}

export function registerProjectRoutes(app: FastifyInstance, settings: ProjectRoutesSettings): void {
  const { sessions, maintenance, maxBodyBytes, maxArtifactBytes, idleTimeoutMs } = settings;
  app.route({
    method: "GET",
    url: "/project",
    schema: SCHEMA,
    handler: async (request): Promise<ProjectItem> => {
      const { id, name } = projectOf(request);
      const [holds, retention, usage] = await Promise.all([
        sessions.measureProject(id),
        maintenance.retentionOf(id),
        maintenance.usage(),
      ]);
      return {
        id,
        name,
        limits: {
          max_body_bytes: maxBodyBytes,
          max_artifact_bytes: maxArtifactBytes,
          idle_timeout_ms: idleTimeoutMs,
          max_page_size: MAX_LIMIT,
        },
        holds,
        retention: toRetention(retention),
        store: toStoreUsage(usage),
      };
    },
  });
}

function toRetention({ maxAgeMs, maxBytes }: Retention): ProjectRetention {
  return { max_age_ms: maxAgeMs ?? null, max_bytes: maxBytes ?? null };
}

function toStoreUsage(usage: StoreUsage): StoreUsageItem {
  return {
    database_bytes: usage.databaseBytes,
    free_bytes: usage.freeBytes,
    log_bytes: usage.logBytes,
    artifacts: usage.artifacts,
    artifact_bytes: usage.artifactBytes,
    waiting_spans: usage.waitingSpans,
    max_waiting_spans: usage.maxWaitingSpans,
  };
}
