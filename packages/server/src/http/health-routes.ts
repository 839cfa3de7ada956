/** What load balancers and process supervisors ask; no key is needed. */
import type { FastifyInstance } from "fastify";
import { describeRoute, jsonAnswer } from "./schema/describe-route.ts";
import { objectOf, oneOf } from "./schema/json-schema.ts";
import type { Store } from "../store/store.ts";

const ALIVE = describeRoute({
  id: "getHealth",
  group: "operations",
  summary: "Whether the process answers",
  answers: { 200: jsonAnswer("It does", objectOf<{ status: string }>({ status: oneOf(["ok"]) })) },
  open: true,
});

const READY = describeRoute({
  id: "getReadiness",
  group: "operations",
  summary: "Whether the process can do its work",
  answers: { 200: jsonAnswer("It can", objectOf<{ status: string }>({ status: oneOf(["ready"]) })) },
  open: true,
});

export function registerHealthRoutes(app: FastifyInstance, store: Store): void {
  app.get("/healthz", { schema: ALIVE }, async () => ({ status: "ok" }));

  app.get("/readyz", { schema: READY }, async () => {
    await store.check();
    return { status: "ready" };
  });
}
