/** A service on Fastify. */
import { describeService } from "../describe-service.ts";
import { FASTIFY } from "../host.ts";

describeService(
  FASTIFY,
  ["agent.mjs"],
  [{ title: "a service does what it did, and each request is a session", command: ["node", "app.mjs"] }],
);
