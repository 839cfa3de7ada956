/** Sessions of requests to servers of `node:http`, and of frameworks that hand out its requests and responses. */
import { context } from "@opentelemetry/api";
import { guard } from "../guard.ts";
import type { Session } from "../session.ts";
import { endAsAborted, endByStatus } from "./end-part.ts";
import { type RequestSessionOptions, startRequestSession } from "./request-session.ts";

export interface NodeRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface NodeResponse {
  readonly statusCode: number;
  once(event: "finish" | "close", listener: () => void): unknown;
}

/**
 * A listener for `createServer` that runs inside the session which the request brings. That part of the session ends
 * with the response: `Failure` from status 500 on, `Indeterminate` when the client does not wait for it, else `Success`.
 */
export function httpSessions<Q extends NodeRequest, S extends NodeResponse, T>(
  listener: (request: Q, response: S) => T,
  options: RequestSessionOptions<Q> = {},
): (request: Q, response: S) => T {
  return function (this: unknown, request, response) {
    const answer = (): T => Reflect.apply(listener, this, [request, response]);
    const session = openNodePart(request, response, startRequestSession(request, request.headers, options));
    return session === undefined ? answer() : session.run(answer);
  };
}

/** Middleware for Express and Connect, which does as `httpSessions` does. Give it to `app.use` before all others. */
export function expressSessions<Q extends NodeRequest = NodeRequest>(
  options: RequestSessionOptions<Q> = {},
): (request: Q, response: NodeResponse, next: (error?: unknown) => void) => void {
  // Instrumentations of Express call their spans like the function.
  return function expressSessions(request, response, next) {
    const session = openNodePart(request, response, startRequestSession(request, request.headers, options));
    if (session === undefined) next();
    else session.run(() => next());
  };
}

/** Lets the part end with the response, and code that listens to either of them run inside the session. */
export function openNodePart(
  request: object,
  response: NodeResponse,
  session: Session | undefined,
): Session | undefined {
  if (session === undefined) return undefined;
  guard("the session of a request", () => {
    response.once("finish", () => endByStatus(session, response.statusCode));
    // Changes nothing after that: a session ends once.
    response.once("close", () => endAsAborted(session));
    session.run(() => {
      const active = context.active();
      // Node.js emits their events outside what the listener of the server started.
      context.bind(active, request);
      context.bind(active, response);
    });
  });
  return session;
}
