/** A span for each request over HTTP, from its headers to the last byte of its answer. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { RequestSpan, Tracing } from "./tracing.ts";

const FIRST_FAULT = 500;

/** Call it before routes are registered. */
export function traceRequests(app: FastifyInstance, tracing: Tracing): void {
  const spans = new WeakMap<FastifyRequest, RequestSpan>();
  app.addHook("onRequest", (request, _reply, done) => {
    const { method, headers } = request;
    const span = tracing.startRequest({ method, headers, route: request.routeOptions.url ?? "none" });
    if (span === undefined) return done();
    spans.set(request, span);
    span.within(() => done());
  });
  app.addHook("onResponse", async (request, reply) => {
    const status = reply.statusCode;
    spans.get(request)?.end({ "http.response.status_code": status }, status >= FIRST_FAULT);
  });
}
