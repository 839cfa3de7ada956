/** Lets pages of chosen origins read answers; those of others never get leave. */
import cors from "@fastify/cors";
import type { FastifyInstance } from "fastify";

const PREFLIGHT_SECONDS = 600;

/** @param origins as `https://app.example`; none for no leave at all */
export function addCors(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  void app.register(cors, {
    origin: [...origins],
    methods: ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE"],
    allowedHeaders: [
      "authorization",
      "content-type",
      "content-encoding",
      "last-event-id",
      "x-agentops-api-key",
      "x-rootspan-api-key",
    ],
    exposedHeaders: ["content-disposition", "location", "retry-after"],
    maxAge: PREFLIGHT_SECONDS,
  });
}
