/** What load balancers and process supervisors ask; no key is needed. */
import type { FastifyInstance } from "fastify";
import type { Store } from "../store/store.ts";

export function registerHealthRoutes(app: FastifyInstance, store: Store): void {
  /** The process answers. */
  app.get("/healthz", async () => ({ status: "ok" }));

  /** The process can do its work. */
  app.get("/readyz", async () => {
    await store.check();
    return { status: "ready" };
  });
}
