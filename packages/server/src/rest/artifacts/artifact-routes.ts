/** `/v2/sessions/{id}/artifacts`: files of a session, such as its video. */
import type { FastifyInstance } from "fastify";
import { projectOf } from "../../access/request-project.ts";
import { Problem } from "../../http/problem.ts";
import type { ArtifactStore } from "../../store/artifact-store.ts";
import type { SessionStore } from "../../store/session-store.ts";
import { NO_QUERY, SESSION_PARAMS, sessionIdOf, type SessionParams, throwSessionNotFound } from "../session-params.ts";
import { toArtifactItem } from "./artifact-item.ts";
import { toArtifactName } from "./artifact-name.ts";
import { toMediaType } from "./media-type.ts";
import { receiveBytes } from "./receive-bytes.ts";
import { sendArtifact } from "./send-artifact.ts";

const UPLOAD_QUERY = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: { name: { type: "string", description: "A file name, as run.webm." } },
} as const;

interface UploadQuery {
  readonly name: string;
}

interface ArtifactParams extends SessionParams {
  readonly artifactId: string;
}

export interface ArtifactRoutesSettings {
  readonly sessions: SessionStore;
  readonly artifacts: ArtifactStore;
  readonly maxArtifactBytes: number;
  readonly now: () => number;
}

export function registerArtifactRoutes(app: FastifyInstance, settings: ArtifactRoutesSettings): void {
  const { sessions, artifacts, maxArtifactBytes, now } = settings;

  app.route<{ Params: SessionParams; Querystring: UploadQuery }>({
    method: "POST",
    url: "/sessions/:id/artifacts",
    schema: { params: SESSION_PARAMS, querystring: UPLOAD_QUERY },
    handler: async (request, reply) => {
      const { artifact, created } = await artifacts.addArtifact({
        projectId: projectOf(request).id,
        sessionId: sessionIdOf(request.params),
        name: toArtifactName(request.query.name),
        contentType: toMediaType(request.headers["content-type"]),
        receivedAtMs: now(),
        bytes: receiveBytes(request.raw, maxArtifactBytes),
      });
      const item = toArtifactItem(artifact);
      return reply
        .code(created ? 201 : 200)
        .header("location", item.url)
        .send(item);
    },
  });

  app.route<{ Params: SessionParams }>({
    method: "GET",
    url: "/sessions/:id/artifacts",
    schema: { params: SESSION_PARAMS, querystring: NO_QUERY },
    handler: async (request) => {
      const projectId = projectOf(request).id;
      const sessionId = sessionIdOf(request.params);
      const listed = await artifacts.listArtifacts(projectId, sessionId);
      // Artifacts may be there before the first span.
      const isKnown = listed.length > 0 || (await sessions.findSession(projectId, sessionId)) !== undefined;
      if (!isKnown) throwSessionNotFound();
      return { artifacts: listed.map(toArtifactItem) };
    },
  });

  app.route<{ Params: ArtifactParams }>({
    method: ["GET", "HEAD"],
    url: "/sessions/:id/artifacts/:artifactId",
    schema: { params: SESSION_PARAMS, querystring: NO_QUERY },
    handler: async (request, reply) => {
      const projectId = projectOf(request).id;
      const { artifactId } = request.params;
      const artifact = await artifacts.findArtifact(projectId, sessionIdOf(request.params), artifactId);
      // The same for one of another project.
      if (artifact === undefined) throw new Problem("artifact_not_found", "the project has no such artifact");
      return sendArtifact(request, reply, artifact, (range) => artifacts.readArtifact(projectId, artifact, range));
    },
  });
}
