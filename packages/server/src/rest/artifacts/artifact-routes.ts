/** `/v2/sessions/{id}/artifacts`: files of a session, such as its video. */
import type { ArtifactList } from "@rootspan/model/rest";
import type { FastifyInstance } from "fastify";
import { projectOf } from "../../access/request-project.ts";
import { Problem } from "../../http/problem.ts";
import { describeRoute, jsonAnswer } from "../../http/schema/describe-route.ts";
import { closedObjectOf, NO_QUERY, objectOf, optional, text } from "../../http/schema/json-schema.ts";
import type { ArtifactStore } from "../../store/artifact-store.ts";
import type { SessionStore } from "../../store/session-store.ts";
import { ARTIFACT_ITEM, ARTIFACT_LIST } from "../schemas/artifact-schema.ts";
import {
  SESSION_ID,
  SESSION_PARAMS,
  sessionIdOf,
  type SessionParams,
  throwSessionNotFound,
} from "../session-params.ts";
import { toArtifactItem } from "./artifact-item.ts";
import { toArtifactName } from "./artifact-name.ts";
import { toMediaType } from "./media-type.ts";
import { receiveBytes } from "./receive-bytes.ts";
import { sendArtifact } from "./send-artifact.ts";

interface UploadQuery {
  readonly name: string;
}

interface ArtifactParams extends SessionParams {
  readonly artifactId: string;
}

const LOCATION = { location: text("Path of the bytes at this server.") };

const ADD = describeRoute({
  id: "addArtifact",
  group: "artifacts",
  summary: "Keep a file of a session, such as its video, as it is sent",
  description: "The session need not have spans yet. The same file of a session is kept once.",
  params: SESSION_PARAMS,
  query: closedObjectOf<UploadQuery>({ name: text("A file name, as run.webm.") }),
  body: { types: ["*/*"], description: "The bytes. Their content-type is kept with them." },
  answers: {
    200: { ...jsonAnswer("The session had the file already", ARTIFACT_ITEM), headers: LOCATION },
    201: { ...jsonAnswer("The file is kept", ARTIFACT_ITEM), headers: LOCATION },
  },
  problems: ["aborted_body", "body_too_large", "unsupported_content_type", "unsupported_content_encoding"],
});

const LIST = describeRoute({
  id: "listArtifacts",
  group: "artifacts",
  summary: "The files of a session",
  params: SESSION_PARAMS,
  query: NO_QUERY,
  answers: { 200: jsonAnswer("Oldest first", ARTIFACT_LIST) },
  problems: ["session_not_found"],
});

const BYTES = {
  content: { "*/*": {} },
  headers: { etag: text("Of the bytes."), "content-disposition": text("Inline for what plays or shows.") },
};

const GET = describeRoute({
  id: "getArtifact",
  group: "artifacts",
  summary: "The bytes of a file",
  params: objectOf<ArtifactParams>({ id: SESSION_ID, artifactId: text() }),
  query: NO_QUERY,
  headers: objectOf<{ range?: string; "if-none-match"?: string; "if-range"?: string }>({
    range: optional(text("One range of bytes, as bytes=0-499.")),
    "if-none-match": optional(text("An etag: 304 where it is still that.")),
    "if-range": optional(text("An etag: the range where it is still that, else all.")),
  }),
  answers: {
    200: { description: "All of them", ...BYTES },
    206: { description: "Those of the range", ...BYTES },
    304: { description: "They are as the client knows them" },
  },
  problems: ["artifact_not_found", "range_not_satisfiable"],
});

export interface ArtifactRoutesSettings {
  readonly sessions: SessionStore;
  readonly artifacts: ArtifactStore;
  readonly maxArtifactBytes: number;
  readonly basePath: string;
  readonly now: () => number;
}

export function registerArtifactRoutes(app: FastifyInstance, settings: ArtifactRoutesSettings): void {
  const { sessions, artifacts, maxArtifactBytes, basePath, now } = settings;

  app.route<{ Params: SessionParams; Querystring: UploadQuery }>({
    method: "POST",
    url: "/sessions/:id/artifacts",
    schema: ADD,
    handler: async (request, reply) => {
      const { artifact, created } = await artifacts.addArtifact({
        projectId: projectOf(request).id,
        sessionId: sessionIdOf(request.params),
        name: toArtifactName(request.query.name),
        contentType: toMediaType(request.headers["content-type"]),
        receivedAtMs: now(),
        bytes: receiveBytes(request.raw, maxArtifactBytes),
      });
      const item = toArtifactItem(artifact, basePath);
      return reply
        .code(created ? 201 : 200)
        .header("location", item.url)
        .send(item);
    },
  });

  app.route<{ Params: SessionParams }>({
    method: "GET",
    url: "/sessions/:id/artifacts",
    schema: LIST,
    handler: async (request): Promise<ArtifactList> => {
      const projectId = projectOf(request).id;
      const sessionId = sessionIdOf(request.params);
      const listed = await artifacts.listArtifacts(projectId, sessionId);
      // Artifacts may be there before the first span.
      const isKnown = listed.length > 0 || (await sessions.findSession(projectId, sessionId)) !== undefined;
      if (!isKnown) throwSessionNotFound();
      return { artifacts: listed.map((artifact) => toArtifactItem(artifact, basePath)) };
    },
  });

  app.route<{ Params: ArtifactParams }>({
    method: ["GET", "HEAD"],
    url: "/sessions/:id/artifacts/:artifactId",
    schema: GET,
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
