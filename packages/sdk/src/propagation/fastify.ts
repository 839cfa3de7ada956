/** Sessions of requests to Fastify. */
import type { Session } from "../session.ts";
import { type NodeRequest, type NodeResponse, openNodePart } from "./node-http.ts";
import { type RequestSessionOptions, startRequestSession } from "./request-session.ts";

export interface FastifyRequestLike extends NodeRequest {
  readonly raw: object;
}

type Hook = (request: FastifyRequestLike, reply: { readonly raw: NodeResponse }, done: () => void) => void;

export interface FastifyLike {
  addHook(name: "onRequest", hook: Hook): unknown;
  addHook(name: "preValidation", hook: Hook): unknown;
}

/** A plugin for `app.register`, which does as `httpSessions` does. Register it before the routes. */
export function fastifySessions<Q extends FastifyRequestLike = FastifyRequestLike>(
  options: RequestSessionOptions<Q> = {},
): (app: FastifyLike, settings: unknown, done: () => void) => void {
  const sessions = new WeakMap<object, Session>();
  const plugin = (app: FastifyLike, _settings: unknown, registered: () => void): void => {
    app.addHook("onRequest", (request, { raw: response }, done) => {
      const started = startRequestSession(request as Q, request.headers, options);
      const session = openNodePart(request.raw, response, started);
      if (session === undefined) return done();
      sessions.set(request, session);
      return session.run(done);
    });
    // A body that passed through streams of other plugins has left the session.
    app.addHook("preValidation", (request, _reply, done) => {
      const session = sessions.get(request);
      return session === undefined ? done() : session.run(done);
    });
    registered();
  };
  // Not encapsulated: it is for all routes of the app.
  return Object.assign(plugin, { [Symbol.for("skip-override")]: true });
}
