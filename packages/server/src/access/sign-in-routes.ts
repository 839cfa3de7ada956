/** Lets the pages of this server keep a key: it is checked as with any request, and comes back as a cookie. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Problem } from "../http/problem.ts";
import { describeRoute } from "../http/schema/describe-route.ts";
import { NO_QUERY } from "../http/schema/json-schema.ts";
import { isApiKey } from "./api-key.ts";
import { sentKey } from "./authenticate.ts";
import { toKeyCookie } from "./key-cookie.ts";

const NO_BODY = { 204: { description: "The cookie is set or taken back; there is no body" } };

const SIGN_IN = describeRoute({
  id: "signIn",
  group: "project",
  summary: "Keeps the key of the request's header in a cookie that no script can read",
  description: "For browsers. Only requests from pages of this server are answered by the cookie.",
  query: NO_QUERY,
  answers: NO_BODY,
});

const SIGN_OUT = describeRoute({
  id: "signOut",
  group: "project",
  summary: "Takes the cookie back",
  query: NO_QUERY,
  answers: NO_BODY,
  open: true,
});

/** @param app guarded, so that the key is right by the time that it is kept */
export function registerSignInRoute(app: FastifyInstance, basePath: string): void {
  app.post("/sign-in", { schema: SIGN_IN }, async (request, reply) => {
    const key = sentKey(request.headers);
    if (key === undefined) throw new Problem("missing_key", "send the API key to keep as X-Rootspan-Api-Key");
    // Where none is needed, what is no key is let in.
    if (!isApiKey(key)) throw new Problem("invalid_key", "invalid API key format: a UUID is expected");
    return reply
      .code(204)
      .header("set-cookie", toKeyCookie(key, { basePath, isSecure: isSecure(request) }))
      .send();
  });
}

export function registerSignOutRoute(app: FastifyInstance, basePath: string): void {
  app.post("/v2/sign-out", { schema: SIGN_OUT }, async (request, reply) =>
    reply
      .code(204)
      .header("set-cookie", toKeyCookie(undefined, { basePath, isSecure: isSecure(request) }))
      .send(),
  );
}

function isSecure({ protocol }: FastifyRequest): boolean {
  return protocol === "https";
}
