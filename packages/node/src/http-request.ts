/** HTTP requests to the receiver: untraced and outside every session, as exports are. */
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request as requestByHttp } from "node:http";
import { request as requestByHttps } from "node:https";
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import { log } from "@rootspan/sdk";

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: Agent;
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
  readonly headers: IncomingHttpHeaders;
  /** At most 64 KiB of it, and less where the receiver broke off: the status counts. */
  readonly body: Buffer;
}

const ANSWER_LIMIT = 65_536;

/** Redirects are not followed. Rejects where no answer comes. */
export async function sendRequest(url: string, options: HttpRequest): Promise<HttpAnswer> {
  const signal = options.limitMs === undefined ? undefined : AbortSignal.timeout(options.limitMs);
  // Each turn takes an idle connection away, and a new one cannot be stale.
  for (;;) {
    const answer = await sendOnce(url, options, signal);
    if (answer !== undefined) return answer;
  }
}

/** @returns undefined where the receiver closed an idle connection at the very moment in which it was used again */
function sendOnce(url: string, options: HttpRequest, signal: AbortSignal | undefined): Promise<HttpAnswer | undefined> {
  const { method, headers, agent, body, file, fileBytes, idleLimitMs, isBackground } = options;
  const start = url.startsWith("https:") ? requestByHttps : requestByHttp;
  const settings = { method, headers, agent, timeout: idleLimitMs, ...(signal && { signal }) };
  return new Promise((resolve, reject) => {
    context.with(suppressTracing(ROOT_CONTEXT), () => {
      const request = start(url, settings, (response) => void readAnswer(response).then(resolve));
      request.on("error", (error: NodeJS.ErrnoException) => {
        const isStale = request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
        if (isStale && file === undefined) resolve(undefined);
        else reject(error);
      });
      request.on("timeout", () => request.destroy(new Error(`no progress for ${idleLimitMs} ms`)));
      if (isBackground === true) request.on("socket", (socket) => socket.unref());
      if (file === undefined) request.end(body);
      // Not more than the length that was announced: the file may still grow. A failure is the request's, too.
      else pipeline(createReadStream(file, { end: Math.max(0, (fileBytes ?? 0) - 1) }), request, () => {});
    });
  });
}

async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      if (bytes < ANSWER_LIMIT) parts.push(part);
      bytes += part.length;
    }
  } catch (error) {
    log.debug("the receiver broke off its answer", error);
  }
  const body = Buffer.concat(parts).subarray(0, ANSWER_LIMIT);
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}
