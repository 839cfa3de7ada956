/** The service on Hono. */
import { type ServerType, serve as listen } from "@hono/node-server";
import { Hono } from "hono";
import { honoSessions } from "rootspan";
import { count, fail, OPTIONS, type Serve, type Service, work } from "./work.ts";

export const serve: Serve = (hasSessions) => {
  const app = new Hono();
  if (hasSessions) app.use(honoSessions(OPTIONS));
  app.get("/work/:name", async (context) => context.json(await work(context.req.param("name"))));
  app.post("/body", async (context) => {
    const body: unknown = await context.req.json();
    return context.json({ ...(await work("body")), body });
  });
  app.get("/throws", () => fail());
  app.get("/rejects", async () => {
    await work("rejects");
    return fail();
  });
  app.get("/count/:to", (context) => {
    const body = ReadableStream.from(count(Number(context.req.param("to"))));
    return context.body(body, 200, { "content-type": "text/event-stream" });
  });
  return serveFetch(app.fetch);
};

/** A handler of the Fetch API on a port of loopback. */
export function serveFetch(handler: (request: Request) => Response | Promise<Response>): Promise<Service> {
  return new Promise((resolve) => {
    const server: ServerType = listen({ fetch: handler, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
      resolve({ url: `http://127.0.0.1:${port}`, close: () => server.close() }),
    );
  });
}
