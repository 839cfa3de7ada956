/** Joins requests to projects: every route of a guarded scope answers for the project of its request. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Problem } from "../http/problem.ts";
import type { Project } from "../store/key-store.ts";
import type { Access, Authenticate } from "./authenticate.ts";
import type { RateLimit } from "./rate-limit.ts";
import { isAllowed } from "./route-access.ts";

const accesses = new WeakMap<FastifyRequest, Access>();

export interface GuardSettings {
  readonly authenticate: Authenticate;
  /** Of those who are let in; undefined for no limit. */
  readonly limit: RateLimit | undefined;
  /** Whether it holds for those who need no key, too. */
  readonly limitsWithoutKey: boolean;
  /** Of those who are not let in. */
  readonly denialLimit: RateLimit;
}

/** Before anything of a body is read. */
export function guard(scope: FastifyInstance, settings: GuardSettings): void {
  const { authenticate, limit, limitsWithoutKey, denialLimit } = settings;
  scope.addHook("onRequest", async (request) => {
    const access = await authenticate(request.headers).catch((denied: unknown) => {
      denialLimit.take(request.ip);
      throw denied;
    });
    if (access.keyId !== undefined || limitsWithoutKey) limit?.take(access.keyId ?? request.ip);
    checkScope(access, request);
    accesses.set(request, access);
  });
}

function checkScope({ scope }: Access, request: FastifyRequest): void {
  if (isAllowed(scope, request.method, request.routeOptions.url ?? "")) return;
  const headers = { "www-authenticate": `Bearer error="insufficient_scope"` };
  throw new Problem("insufficient_scope", `a key of scope ${scope} may not do this`, { headers });
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
