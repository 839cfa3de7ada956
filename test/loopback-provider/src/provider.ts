/** The HTTP server: reads a request, asks the script, writes the reply as a real provider would. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { toChunks, toCompletion } from "./answer.ts";
import type { BehaviourName } from "./behaviours.ts";
import { DONE_FRAME, failure, frame, type Reply, type Script } from "./reply.ts";
import type { ChatRequestBody, ProviderRequest, RecordedRequest } from "./request.ts";
import { type Route, toRoutes } from "./route.ts";

export interface LoopbackProvider {
  /** `http://127.0.0.1:PORT/v1`: what a client takes as its base URL. */
  readonly url: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** Cuts every connection; resolves when the port is free. */
  close(): Promise<void>;
}

/** Starts a provider on a free port of 127.0.0.1. A script alone answers chat completions. */
export async function startLoopbackProvider(
  script: Script | BehaviourName | readonly Route[] = "weather-agent",
): Promise<LoopbackProvider> {
  const routes = toRoutes(script);
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    answerOne(incoming, outgoing, routes, requests).catch((error: unknown) => outgoing.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function answerOne(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  routes: readonly Route[],
  requests: RecordedRequest[],
): Promise<void> {
  const finished = new Promise<{ aborted: boolean }>((resolve) => {
    outgoing.once("close", () => resolve({ aborted: !outgoing.writableFinished }));
  });
  const request: RecordedRequest = {
    index: requests.length,
    method: incoming.method ?? "",
    path: incoming.url ?? "",
    headers: incoming.headers,
    body: await readBody(incoming),
    finished,
  };
  requests.push(request);
  await writeReply(outgoing, request, await replyTo(request, routes));
}

function replyTo(request: ProviderRequest, routes: readonly Route[]): Reply | Promise<Reply> {
  const [path = ""] = request.path.split("?");
  const route = routes.find((candidate) => candidate.method === request.method && candidate.path.test(path));
  return route === undefined ? unknownPath(request) : route.script(request);
}

function unknownPath({ method, path }: ProviderRequest): Reply {
  return failure(404, {
    message: `Invalid URL (${method} ${path})`,
    type: "invalid_request_error",
    code: "unknown_url",
  });
}

async function readBody(incoming: IncomingMessage): Promise<ChatRequestBody> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString("utf8");
  const type = incoming.headers["content-type"] ?? "";
  if (type.includes("multipart/form-data")) return fieldsOf(text);
  return text === "" || !type.includes("json") ? {} : (JSON.parse(text) as ChatRequestBody);
}

/** The fields of a form that are one line of text; files have a name or a type, and stay away. */
function fieldsOf(form: string): Record<string, string> {
  const fields = form.matchAll(/content-disposition: form-data; name="([^"]+)"\r\n\r\n([^\r\n]*)\r\n/gi);
  return Object.fromEntries(Array.from(fields, ([, name, value]) => [name!, value!]));
}

async function writeReply(outgoing: ServerResponse, request: ProviderRequest, reply: Reply): Promise<void> {
  const requestId = `req_${request.index}`;
  switch (reply.type) {
    case "raw":
      if (reply.delayMs !== undefined) await pause(reply.delayMs);
      outgoing.writeHead(reply.status, { "x-request-id": requestId, ...reply.headers }).end(reply.body);
      return;
    case "frames":
      openStream(outgoing, requestId);
      await writeFrames(outgoing, reply);
      return;
    case "answer": {
      if (reply.delayMs !== undefined) await pause(reply.delayMs);
      if (request.body.stream !== true) {
        const text = JSON.stringify(toCompletion(reply.answer));
        const body = reply.gzip === true ? gzipSync(text) : Buffer.from(text);
        outgoing
          .writeHead(200, {
            "content-type": "application/json",
            "content-length": body.byteLength,
            "x-request-id": requestId,
            ...(reply.gzip === true ? { "content-encoding": "gzip" } : {}),
          })
          .end(body);
        return;
      }
      openStream(outgoing, requestId);
      for (const chunk of toChunks(reply.answer, request.body.stream_options?.include_usage === true)) {
        await write(outgoing, frame(chunk));
        if (reply.delayMs !== undefined) await pause(reply.delayMs);
        if (outgoing.destroyed) return;
      }
      outgoing.end(DONE_FRAME);
    }
  }
}

function openStream(outgoing: ServerResponse, requestId: string): void {
  outgoing.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "x-request-id": requestId });
}

/** Milliseconds between the frames of a stream that never ends. */
const REPEAT_PAUSE_MS = 2;

async function writeFrames(
  outgoing: ServerResponse,
  { frames, ending, repeated = frames }: Extract<Reply, { type: "frames" }>,
): Promise<void> {
  for (const text of frames) await write(outgoing, text);
  if (ending === "repeat") await repeat(outgoing, repeated);
  if (ending === "end") outgoing.end();
  // Waits a moment, so that what was written is read before the reset overtakes it.
  if (ending === "reset") setTimeout(() => outgoing.socket?.resetAndDestroy(), 10);
}

/** Until the client has gone. */
async function repeat(outgoing: ServerResponse, frames: readonly string[]): Promise<void> {
  while (!outgoing.destroyed) {
    await pause(REPEAT_PAUSE_MS);
    for (const text of frames) await write(outgoing, text);
  }
}

/** Resolves when the text is with the operating system, or the client has gone. */
function write(outgoing: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (outgoing.destroyed) return resolve();
    outgoing.write(text, () => resolve());
  });
}
