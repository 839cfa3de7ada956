/**
 * How long a client may take to send a request. Node's `requestTimeout` is one time for all requests of a server: what
 * is right for spans would cut off every large artifact that comes over a slow line.
 */
import type { IncomingMessage, Server } from "node:http";

const deadlines = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/** Gives every request this time from its headers to the end of its body; after it, the client is answered 408. */
export function setDeadlines(server: Server, timeoutMs: number): void {
  server.on("request", (request: IncomingMessage) => {
    const deadline = setTimeout(() => giveUp(server, request), timeoutMs).unref();
    deadlines.set(request, deadline);
    request.once("close", () => clearTimeout(deadline));
  });
}

/** The time begins anew: for bodies that may take any time as long as they keep coming. */
export function restartDeadline(request: IncomingMessage): void {
  deadlines.get(request)?.refresh();
}

/** As Node does it: with the error that Fastify answers. */
function giveUp(server: Server, request: IncomingMessage): void {
  if (request.complete) return;
  const error = Object.assign(new Error("the request was not sent in time"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
  server.emit("clientError", error, request.socket);
}
