/** Starts a service on a free port; SIGTERM stops it, once all that it has recorded is delivered. */
import { serve } from "@hono/node-server";
import type { Hono } from "hono";
import { shutdown } from "rootspan";

export function listen(app: Hono): void {
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
    console.log(`http://127.0.0.1:${port}`),
  );
  process.once("SIGTERM", () => server.close(() => void shutdown()));
}
