/** Which keys a route takes: the only place that decides it. */
import type { KeyScope } from "../store/key-store.ts";

/** Routes that agents send to. */
const INGEST_ROUTES: ReadonlySet<string> = new Set([
  "POST /v1/traces",
  "POST /v1/logs",
  "POST /v1/metrics",
  "POST /v2/sessions/:id/artifacts",
  // Of AgentOps' SDKs.
  "POST /v2/create_session",
  "POST /v2/sessions",
  "POST /v2/update_session",
  "POST /v2/create_events",
  "POST /v2/update_events",
  "POST /v2/create_agent",
  "POST /v2/create_thread",
  "POST /v2/reauthorize_jwt",
]);

/** Routes that tell a client about its own key. */
const ROUTES_OF_ANY_KEY: ReadonlySet<string> = new Set([
  "GET /v2/project",
  "HEAD /v2/project",
  "POST /v2/sign-in",
  "GET /v3/auth/token",
  "HEAD /v3/auth/token",
]);

/**
 * Reading is for keys that may read, sending for those that may send; whatever else there is, also a route that nobody
 * thought of here, is for keys that may do everything.
 * @param url of the route, as `/v2/sessions/:id`
 */
export function isAllowed(scope: KeyScope, method: string, url: string): boolean {
  if (scope === "full") return true;
  const route = `${method} ${url}`;
  if (ROUTES_OF_ANY_KEY.has(route)) return true;
  return scope === "ingest" ? INGEST_ROUTES.has(route) : method === "GET" || method === "HEAD";
}
