/** What a server of ours answers besides OTLP; other receivers do not know it, and need not. */
import { stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { log } from "@rootspan/sdk";
import { sendRequest } from "./http-request.ts";
import type { Connection } from "./connection.ts";

export interface Receiver {
  /** The project of the API key; undefined until the receiver has said it, and where it does not. */
  readonly projectId: () => string | undefined;
  /** @returns the address of the file at the receiver; rejects with the reason when it cannot be sent */
  readonly sendFile: (sessionId: string, file: string) => Promise<string>;
}

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

/** @param onProject told when the receiver says of which project the key is */
export function openReceiver(connection: Connection, onProject: (id: string) => void = () => {}): Receiver {
  let projectId: string | undefined;
  const learn = async (): Promise<void> => {
    projectId = await askForProject(connection);
    if (projectId !== undefined) onProject(projectId);
  };
  learn().catch((error: unknown) => log.debug("the receiver names no project", error));
  return { projectId: () => projectId, sendFile: (sessionId, file) => sendFile(connection, sessionId, file) };
}

async function sendFile({ address, headers, agent }: Connection, sessionId: string, file: string): Promise<string> {
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  const { size } = await stat(path);
  const url = `${address}/v2/sessions/${sessionId}/artifacts?name=${encodeURIComponent(basename(path))}`;
  const type = CONTENT_TYPES[extname(path).toLowerCase()] ?? "application/octet-stream";
  const { status, body } = await sendRequest(url, {
    method: "POST",
    headers: { ...headers, "content-type": type, "content-length": String(size) },
    agent,
    file: path,
    fileBytes: size,
    idleLimitMs: IDLE_LIMIT_MS,
  });
  const answer = readJson(body);
  if ((status !== 200 && status !== 201) || typeof answer?.["url"] !== "string") {
    throw new Error(`the receiver did not take ${path}: it answered ${status}`);
  }
  return new URL(answer["url"], address).href;
}

async function askForProject({ address, headers, agent }: Connection): Promise<string | undefined> {
  const request = { method: "GET", headers, agent, idleLimitMs: IDLE_LIMIT_MS, isBackground: true } as const;
  const { status, body } = await sendRequest(`${address}/v2/project`, request);
  const id = status === 200 ? readJson(body)?.["id"] : undefined;
  return typeof id === "string" ? id : undefined;
}

function readJson(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
