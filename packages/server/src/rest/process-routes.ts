/** `GET /v2/sessions/{id}/processes`: who took part in a session. */
import type { SessionProcessList } from "@rootspan/model/rest";
import type { FastifyInstance } from "fastify";
import { projectOf } from "../access/request-project.ts";
import { describeRoute, jsonAnswer } from "../http/schema/describe-route.ts";
import { NO_QUERY } from "../http/schema/json-schema.ts";
import type { SessionStore } from "../store/session-store.ts";
import { toJsonAttributes } from "./export/event-text.ts";
import { PROCESS_LIST } from "./schemas/span-schema.ts";
import { SESSION_PARAMS, sessionIdOf, type SessionParams, throwSessionNotFound } from "./session-params.ts";

const LIST = describeRoute({
  id: "listProcesses",
  group: "sessions",
  summary: "The processes that took part in a session",
  description: "Told apart by the resource of their spans.",
  params: SESSION_PARAMS,
  query: NO_QUERY,
  answers: { 200: jsonAnswer("The processes", PROCESS_LIST) },
  problems: ["session_not_found"],
});

export function registerProcessRoutes(app: FastifyInstance, { sessions }: { readonly sessions: SessionStore }): void {
  app.route<{ Params: SessionParams }>({
    method: "GET",
    url: "/sessions/:id/processes",
    schema: LIST,
    handler: async (request): Promise<SessionProcessList> => {
      const projectId = projectOf(request).id;
      const sessionId = sessionIdOf(request.params);
      if ((await sessions.findSession(projectId, sessionId)) === undefined) throwSessionNotFound();
      return { processes: await readProcesses(sessions, projectId, sessionId) };
    },
  });
}

type Processes = SessionProcessList["processes"];

async function readProcesses(sessions: SessionStore, projectId: string, sessionId: string): Promise<Processes> {
  const known = new Map<string, Processes[number]>();
  for await (const counts of sessions.streamResources(projectId, sessionId)) {
    for (const { resource: shared, spans } of counts) {
      const resource = toJsonAttributes(shared);
      const key = JSON.stringify(resource);
      known.set(key, { resource, spans: (known.get(key)?.spans ?? 0) + spans });
    }
  }
  return [...known.values()];
}
