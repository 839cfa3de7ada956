/** `GET /metrics`: numbers for Prometheus. */
import type { FastifyInstance } from "fastify";
import { describeRoute } from "../http/schema/describe-route.ts";
import { NO_QUERY, text } from "../http/schema/json-schema.ts";
import type { MetricRegistry } from "./metric-registry.ts";

const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const METRICS = describeRoute({
  id: "getMetrics",
  group: "operations",
  summary: "Numbers about the server, as Prometheus reads them",
  query: NO_QUERY,
  answers: { 200: { description: "The numbers", content: { "text/plain": text() } } },
});

export function registerMetricsRoute(app: FastifyInstance, registry: MetricRegistry): void {
  app.get("/metrics", { schema: METRICS }, async (_request, reply) =>
    reply.type(CONTENT_TYPE).send(await registry.toText()),
  );
}
