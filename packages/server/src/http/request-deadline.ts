/**
 * How long a client may take to send a request. Node's `requestTimeout` is one time for all requests of a server: what
 * is right for spans would cut off every large artifact that comes over a slow line.
 */
import type { IncomingMessage, Server } from "node:http";

const deadlines = new WeakMap<IncomingMessage, Deadline>();

/** Gives every request this time from its headers to the end of its body; after it, the client is answered 408. */
export function setDeadlines(server: Server, timeoutMs: number): void {
  server.on("request", (request: IncomingMessage) => {
    const deadline = new Deadline(timeoutMs, () => giveUp(server, request));
    deadlines.set(request, deadline);
    request.once("close", () => deadline.stop());
  });
}

/** The time begins anew: for bodies that may take any time as long as they keep coming. */
export function restartDeadline(request: IncomingMessage): void {
  deadlines.get(request)?.start();
}

/** What the server does with what has come is no time of the client's. */
export function stopDeadline(request: IncomingMessage): void {
  deadlines.get(request)?.stop();
}

class Deadline {
  readonly #timeoutMs: number;
  readonly #onOver: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number, onOver: () => void) {
    this.#timeoutMs = timeoutMs;
    this.#onOver = onOver;
    this.start();
  }

  start(): void {
    clearTimeout(this.#timer);
    const timer = setTimeout(() => this.#look(timer), this.#timeoutMs).unref();
    this.#timer = timer;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Where the server itself was held up, what had come by then is read before it is said to be late. */
  #look(timer: NodeJS.Timeout): void {
    setImmediate(() => {
      if (this.#timer === timer) this.#onOver();
    });
  }
}

/** As Node does it: with the error that Fastify answers. */
function giveUp(server: Server, request: IncomingMessage): void {
  if (request.complete) return;
  const error = Object.assign(new Error("the request was not sent in time"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
  server.emit("clientError", error, request.socket);
}
