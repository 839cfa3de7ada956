/** Joins requests to projects: every route of a guarded scope answers for the project of its request. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Project } from "../store/key-store.ts";
import type { Authenticate } from "./authenticate.ts";

const projects = new WeakMap<FastifyRequest, Project>();

/** Before anything of a body is read. */
export function guard(scope: FastifyInstance, authenticate: Authenticate): void {
  scope.addHook("onRequest", async (request) => {
    projects.set(request, await authenticate(request.headers));
  });
}

/** @throws Error when the route is not guarded */
export function projectOf(request: FastifyRequest): Project {
  const project = projects.get(request);
  if (project === undefined) throw new Error(`the route ${request.routeOptions.url} is not guarded`);
  return project;
}
