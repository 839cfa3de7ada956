/** One line for each answer, at level `debug`: the route and not the path, as a path may name what is nobody's business. */
import type { FastifyInstance } from "fastify";
import type { Log } from "../log/log.ts";

export function logRequests(app: FastifyInstance, log: Log): void {
  app.addHook("onResponse", async (request, reply) => {
    log("debug", "request", {
      method: request.method,
      route: request.routeOptions.url ?? "none",
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    });
  });
}
