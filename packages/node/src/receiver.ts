/** What a server of ours answers besides OTLP; other receivers do not know it, and need not. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { type IncomingMessage, request as requestByHttp } from "node:http";
import { request as requestByHttps } from "node:https";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import { log } from "@rootspan/sdk";
import { receiverAddress, receiverHeaders } from "./receiver-address.ts";
import type { Settings } from "./settings.ts";

export interface Receiver {
  /** The project of the API key; undefined until the receiver has said it, and where it does not. */
  readonly projectId: () => string | undefined;
  /** @returns the address of the file at the receiver; rejects with the reason when it cannot be sent */
  readonly sendFile: (sessionId: string, file: string) => Promise<string>;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

const ANSWER_LIMIT_BYTES = 65_536;
/** A file may take long, but not without any progress. */
const IDLE_LIMIT_MS = 30_000;

/** By file name extension; the receiver decides what it shows of them. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".gif": "image/gif",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".mkv": "video/x-matroska",
  ".mov": "video/quicktime",
  ".mp4": "video/mp4",
  ".png": "image/png",
  ".webm": "video/webm",
  ".webp": "image/webp",
};

export function openReceiver(settings: Settings): Receiver {
  const address = receiverAddress(settings);
  const headers = receiverHeaders(settings);
  let projectId: string | undefined;
  askForProject(address, headers).then(
    (id) => (projectId = id),
    (error: unknown) => log.debug("the receiver names no project", error),
  );
  return {
    projectId: () => projectId,
    async sendFile(sessionId, file) {
      const path = file.startsWith("file:") ? fileURLToPath(file) : file;
      const { size } = await stat(path);
      const url = `${address}/v2/sessions/${sessionId}/artifacts?name=${encodeURIComponent(basename(path))}`;
      const type = CONTENT_TYPES[extname(path).toLowerCase()] ?? "application/octet-stream";
      const { status, body } = await send(url, "POST", {
        headers: { ...headers, "content-type": type, "content-length": String(size) },
        file: path,
      });
      const answer = status === 200 || status === 201 ? (readJson(body) as { url?: unknown } | undefined) : undefined;
      if (typeof answer?.url !== "string") throw new Error(`the receiver did not take ${path}: it answered ${status}`);
      return new URL(answer.url, address).href;
    },
  };
}

async function askForProject(address: string, headers: Record<string, string>): Promise<string | undefined> {
  const { status, body } = await send(`${address}/v2/project`, "GET", { headers, isBackground: true });
  if (status !== 200) return undefined;
  const { id } = (readJson(body) ?? {}) as { id?: unknown };
  return typeof id === "string" ? id : undefined;
}

interface Sending {
  readonly headers: Readonly<Record<string, string>>;
  /** Path of the file that is the body. */
  readonly file?: string;
  /** Does not keep the process alive. */
  readonly isBackground?: boolean;
}

/** Untraced, as exports are. */
function send(url: string, method: string, { headers, file, isBackground }: Sending): Promise<Answer> {
  const start = url.startsWith("https:") ? requestByHttps : requestByHttp;
  return new Promise((resolve, reject) => {
    context.with(suppressTracing(ROOT_CONTEXT), () => {
      const request = start(url, { method, headers, timeout: IDLE_LIMIT_MS }, (response) => {
        readAnswer(response).then(resolve, reject);
      });
      request.on("error", reject);
      request.on("timeout", () => request.destroy(new Error(`no progress for ${IDLE_LIMIT_MS} ms`)));
      if (isBackground === true) request.on("socket", (socket) => socket.unref());
      if (file === undefined) request.end();
      else
        createReadStream(file)
          .on("error", (error) => request.destroy(error))
          .pipe(request);
    });
  });
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  let body = "";
  response.setEncoding("utf8");
  for await (const chunk of response) if (body.length < ANSWER_LIMIT_BYTES) body += chunk as string;
  return { status: response.statusCode ?? 0, body };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
