/** The service on Fastify. */
import { Readable } from "node:stream";
import Fastify from "fastify";
import { fastifySessions } from "rootspan";
import { count, fail, OPTIONS, type Serve, work } from "./work.ts";

export const serve: Serve = async (hasSessions) => {
  const app = Fastify();
  if (hasSessions) await app.register(fastifySessions(OPTIONS));
  app.get<{ Params: { name: string } }>("/work/:name", (request) => work(request.params.name));
  app.post("/body", async (request) => ({ ...(await work("body")), body: request.body }));
  app.get("/throws", () => fail());
  app.get("/rejects", async () => {
    await work("rejects");
    fail();
  });
  app.get<{ Params: { to: string } }>("/count/:to", (request, reply) =>
    reply.type("text/event-stream").send(Readable.from(count(Number(request.params.to)))),
  );
  return { url: await app.listen({ host: "127.0.0.1", port: 0 }), close: () => app.close() };
};
