/** `GET /v2/live` and `GET /v2/sessions/{id}/live`: what happens, as it happens. */
import type { SessionFilterQuery } from "@rootspan/model/rest";
import type { FastifyInstance } from "fastify";
import { projectOf } from "../../access/request-project.ts";
import type { EventStreams } from "../../http/event-streams.ts";
import { describeRoute } from "../../http/schema/describe-route.ts";
import { closedObjectOf } from "../../http/schema/json-schema.ts";
import { PROJECT_LIVE_EVENT, SESSION_LIVE_EVENT } from "../schemas/live-schema.ts";
import { SESSION_PARAMS, sessionIdOf, type SessionParams, throwSessionNotFound } from "../session-params.ts";
import { FILTER_PARAMETERS, toSessionFilter } from "../session-query.ts";
import { ProjectFollower } from "./follow-project.ts";
import { type FollowSettings, followSession } from "./follow-session.ts";
import { LIVE_HEADERS, type LiveQuery, resumeAt, SINCE } from "./resume-at.ts";

const RESUME =
  "Events have an id now and then; a client that comes back says the last one with Last-Event-ID, and is told what " +
  "came after it. A comment is sent when nothing else was for a while.";

const SESSION = describeRoute({
  id: "followSession",
  group: "live",
  summary: "The state of a session and its spans, as they are committed",
  description: `Begins with the session as it is. ${RESUME} since=0 tells all spans.`,
  params: SESSION_PARAMS,
  query: closedObjectOf<LiveQuery>({ since: SINCE }),
  headers: LIVE_HEADERS,
  answers: { 200: { description: "Server-sent events", content: { "text/event-stream": SESSION_LIVE_EVENT } } },
  problems: ["session_not_found"],
});

type ProjectQuery = LiveQuery & SessionFilterQuery;

const PROJECT = describeRoute({
  id: "followProject",
  group: "live",
  summary: "Sessions of the project that a filter selects, as they begin, change, and go",
  description: `${RESUME} Sessions that were deleted while nobody listened are not told.`,
  query: closedObjectOf<ProjectQuery>({ since: SINCE, ...FILTER_PARAMETERS }),
  headers: LIVE_HEADERS,
  answers: { 200: { description: "Server-sent events", content: { "text/event-stream": PROJECT_LIVE_EVENT } } },
});

export interface LiveRoutesSettings extends FollowSettings {
  readonly streams: EventStreams;
}

export function registerLiveRoutes(app: FastifyInstance, settings: LiveRoutesSettings): void {
  const { sessions, changes, streams } = settings;

  app.route<{ Params: SessionParams; Querystring: LiveQuery }>({
    method: "GET",
    url: "/sessions/:id/live",
    schema: SESSION,
    // An answer without a body would wait for a stream without an end.
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const projectId = projectOf(request).id;
      const sessionId = sessionIdOf(request.params);
      const { sequence } = (await sessions.findSession(projectId, sessionId)) ?? throwSessionNotFound();
      const since = resumeAt(request, request.query, changes.lastSequence()) ?? sequence;
      return streams.send(reply, (pulse) => followSession({ projectId, sessionId, since }, settings, pulse));
    },
  });

  app.route<{ Querystring: ProjectQuery }>({
    method: "GET",
    url: "/live",
    schema: PROJECT,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { since: _, ...query } = request.query;
      const last = changes.lastSequence();
      const since = resumeAt(request, request.query, last) ?? last;
      const project = { projectId: projectOf(request).id, filter: toSessionFilter(query), since };
      return streams.send(reply, (pulse) => new ProjectFollower(project, settings).follow(pulse));
    },
  });
}
