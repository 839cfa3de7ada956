/** `GET /openapi.json` */
import type { FastifyInstance } from "fastify";
import { describeRoute, jsonAnswer } from "../http/schema/describe-route.ts";
import { NO_QUERY } from "../http/schema/json-schema.ts";
import { type DescribedRoute, type OpenApiSettings, toOpenApi } from "./to-openapi.ts";

const SCHEMA = describeRoute({
  id: "getOpenApi",
  group: "operations",
  summary: "This document",
  query: NO_QUERY,
  answers: { 200: jsonAnswer("OpenAPI 3.1", { type: "object" }) },
  open: true,
});

/** @param routes all there are, once the server is ready */
export function registerOpenApiRoutes(
  app: FastifyInstance,
  routes: () => readonly DescribedRoute[],
  settings: OpenApiSettings,
): void {
  let document: object | undefined;
  app.get("/openapi.json", { schema: SCHEMA }, async () => (document ??= toOpenApi(routes(), settings)));
}
