/** The service on `node:http`, by events as it was always written. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { httpSessions } from "rootspan";
import { count, fail, OPTIONS, type Serve, work } from "./work.ts";

function handle(request: IncomingMessage, response: ServerResponse): void {
  const [, route = "", argument = ""] = request.url!.split("/");
  const answer = (value: object): void => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(value));
  };
  const refuse = (error: unknown): void => void response.writeHead(500).end(String(error));
  switch (route) {
    case "work":
      return void work(argument).then(answer);
    case "body": {
      let text = "";
      request.on("data", (chunk) => void (text += chunk));
      request.on("end", () => void work("body").then((done) => answer({ ...done, body: JSON.parse(text) as unknown })));
      return;
    }
    case "throws":
      try {
        return fail();
      } catch (error) {
        return refuse(error);
      }
    case "rejects":
      return void work("rejects").then(fail).catch(refuse);
    case "count":
      response.setHeader("content-type", "text/event-stream");
      return void Readable.from(count(Number(argument))).pipe(response);
    default:
      return void response.writeHead(404).end("nothing there");
  }
}

export const serve: Serve = async (hasSessions) => {
  const server = createServer(hasSessions ? httpSessions(handle, OPTIONS) : handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
};
