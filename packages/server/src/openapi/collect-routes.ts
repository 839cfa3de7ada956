/** Knows every route of an app, so that none can be missing in its document. */
import type { FastifyInstance } from "fastify";
import { descriptionOf, isHidden } from "../http/schema/describe-route.ts";
import type { DescribedRoute } from "./to-openapi.ts";

/**
 * Call it before routes are registered: it watches them.
 * @throws Error from the registration of a route that is neither described nor hidden
 * @returns the routes that are there when it is called
 */
export function collectRoutes(app: FastifyInstance): () => readonly DescribedRoute[] {
  const routes: DescribedRoute[] = [];
  app.addHook("onRoute", ({ url, method, schema }) => {
    if (isHidden(schema)) return;
    const description = descriptionOf(schema);
    if (description === undefined) throw new Error(`the route ${String(method)} ${url} is not described`);
    // Every GET answers HEAD, too.
    const methods = [method].flat().filter((name) => name !== "HEAD");
    routes.push(...methods.map((name) => ({ method: name, url, description })));
  });
  return () => routes;
}
