/** HTTP requests to the receiver: untraced and outside every session, as exports are. */
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { type IncomingMessage, request as requestByHttp } from "node:http";
import { request as requestByHttps } from "node:https";
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Path of a file that is the body. */
  readonly file?: string;
  /** Of the file. */
  readonly fileBytes?: number;
  /** The longest time without any progress. */
  readonly idleLimitMs: number;
  /** The longest that it may take altogether. */
  readonly limitMs?: number;
  /** Does not keep the process alive. */
  readonly isBackground?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  /** At most 64 KiB of it. */
  readonly body: string;
}

const ANSWER_LIMIT = 65_536;

/** Rejects where no whole answer comes. */
export function sendRequest(url: string, options: HttpRequest): Promise<HttpAnswer> {
  const { method, headers, body, file, fileBytes, idleLimitMs, limitMs, isBackground } = options;
  const start = url.startsWith("https:") ? requestByHttps : requestByHttp;
  return new Promise((resolve, reject) => {
    context.with(suppressTracing(ROOT_CONTEXT), () => {
      const signal = limitMs === undefined ? undefined : AbortSignal.timeout(limitMs);
      const request = start(url, { method, headers, timeout: idleLimitMs, ...(signal && { signal }) }, (response) => {
        readAnswer(response).then(resolve, reject);
      });
      request.on("error", reject);
      request.on("timeout", () => request.destroy(new Error(`no progress for ${idleLimitMs} ms`)));
      if (isBackground === true) request.on("socket", (socket) => socket.unref());
      if (file === undefined) request.end(body);
      // Not more than the length that was announced: the file may still grow. A failure is the request's, too.
      else pipeline(createReadStream(file, { end: Math.max(0, (fileBytes ?? 0) - 1) }), request, () => {});
    });
  });
}

async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  let body = "";
  response.setEncoding("utf8");
  for await (const chunk of response) if (body.length < ANSWER_LIMIT) body += chunk as string;
  return { status: response.statusCode ?? 0, body: body.slice(0, ANSWER_LIMIT) };
}
