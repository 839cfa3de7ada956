/** The service on Express. */
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import express from "express";
import { expressSessions } from "rootspan";
import { count, fail, OPTIONS, type Serve, work } from "./work.ts";

export const serve: Serve = async (hasSessions) => {
  const app = express();
  if (hasSessions) app.use(expressSessions(OPTIONS));
  app.use(express.json());
  app.get("/work/:name", async (request, response) => void response.json(await work(request.params.name)));
  app.post("/body", async (request, response) => void response.json({ ...(await work("body")), body: request.body }));
  app.get("/throws", () => fail());
  app.get("/rejects", async () => {
    await work("rejects");
    fail();
  });
  app.get("/count/:to", async (request, response) => {
    response.type("text/event-stream");
    await pipeline(Readable.from(count(Number(request.params.to))), response).catch(() => {});
  });
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
};
