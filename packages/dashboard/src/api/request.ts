/** Requests to the server that these pages come from. */

import type { ProblemBody } from "@rootspan/model/rest";

/** What the server says is wrong; `problem+json` where it could still speak. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** HTTP status; 0 when the server could not be reached. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** @param path relative to the server's own, as `v2/sessions` */
export function toAddress(path: string): string {
  return new URL(path, document.baseURI).href;
}

/** @throws ApiError */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await send(path, { ...(signal !== undefined && { signal }) });
  return (await response.json()) as T;
}

/** Sends JSON, or nothing; what is answered may be nothing too. @throws ApiError */
export async function sendJson<T>(method: "PATCH" | "DELETE", path: string, body?: unknown): Promise<T> {
  const response = await send(path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** The server keeps the key in a cookie that no script can read. @throws ApiError */
export async function signIn(key: string): Promise<void> {
  await send("v2/sign-in", { method: "POST", headers: { "x-rootspan-api-key": key } });
}

export async function signOut(): Promise<void> {
  await send("v2/sign-out", { method: "POST" });
}

async function send(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(toAddress(path), init).catch((error: unknown) => {
    if (init.signal?.aborted === true) throw error;
    throw new ApiError(0, "unreachable", "The server does not answer. Is it still running?");
  });
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as Partial<ProblemBody>;
  const { code = "unknown", detail = `The server answered ${response.status}.` } = problem;
  throw new ApiError(response.status, code, detail);
}
