/** Joins requests to projects: every route of a guarded scope answers for the project of its request. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Project } from "../store/key-store.ts";
import type { Admit } from "./admit.ts";
import type { Access } from "./authenticate.ts";

const accesses = new WeakMap<FastifyRequest, Access>();

/** Before anything of a body is read. */
export function guard(scope: FastifyInstance, admit: Admit): void {
  scope.addHook("onRequest", async (request) => {
    const { headers, ip: address, method, routeOptions } = request;
    accesses.set(request, await admit({ headers, address, method, url: routeOptions.url ?? "" }));
  });
}

/** @throws Error when the route is not guarded */
export function projectOf(request: FastifyRequest): Project {
  return accessOf(request).project;
}

/** @throws Error when the route is not guarded */
export function accessOf(request: FastifyRequest): Access {
  const access = accesses.get(request);
  if (access === undefined) throw new Error(`the route ${request.routeOptions.url} is not guarded`);
  return access;
}
