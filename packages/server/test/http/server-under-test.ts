/** A real server on a free port with a file of its own, and requests to it. */
import { mkdtempSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SpanRecord } from "@rootspan/model";
import { createApiKey, hashApiKey, keyIdOf } from "../../src/access/api-key.ts";
import { openServer, type RunningServer, type ServerOptions } from "../../src/index.ts";
import type { KeyScope, KeyStore } from "../../src/store/key-store.ts";
import { openSqliteKeyStore } from "../../src/store/sqlite/open-sqlite-store.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  /** The body as JSON; undefined where it is none. */
  readonly body: ReturnType<typeof JSON.parse>;
}

export interface ServerUnderTest extends RunningServer {
  readonly path: string;
  /** Lines that the server reported. */
  readonly reported: string[];
  /** Moves the server's clock. */
  elapse(ms: number): void;
  /** Of the projects that were asked for. */
  readonly keys: readonly string[];
  /** Makes a key as `rootspan keys create` does. */
  createKey(projectName: string, scope?: KeyScope): Promise<string>;
  /** Resolves to whether there was one. */
  revokeKey(key: string): Promise<boolean>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(body: Buffer | string, headers?: Record<string, string>): Promise<Answer>;
  /** Sends spans as JSON. */
  send(spans: readonly SpanRecord[], headers?: Record<string, string>): Promise<Answer>;
  /** Sends an artifact; a stream goes out in chunks, without its length. */
  upload(
    sessionId: string,
    name: string,
    body: NonNullable<RequestInit["body"]>,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  fetch(path: string, init?: RequestInit): Promise<Answer>;
}

/** @param projects are given a key each before the server starts */
export async function openServerUnderTest(
  options: ServerOptions = {},
  projects: readonly string[] = [],
): Promise<ServerUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), "rootspan-server-"));
  const path = join(folder, "test.db");
  const reported: string[] = [];
  let now = Date.now();
  const withKeys = async <T>(use: (keys: KeyStore) => Promise<T>): Promise<T> => {
    const beside = openSqliteKeyStore(path);
    const result = await use(beside.keys);
    beside.close();
    return result;
  };
  const createKey = async (projectName: string, scope: KeyScope = "full"): Promise<string> => {
    const apiKey = createApiKey();
    const hash = hashApiKey(apiKey);
    await withKeys((keys) => keys.addKey({ id: keyIdOf(hash), hash, projectName, scope, createdAtMs: now }));
    return apiKey;
  };
  const keys: string[] = [];
  for (const project of projects) keys.push(await createKey(project));
  const server = await openServer({
    port: 0,
    store: `sqlite:${path}`,
    now: () => now,
    logFormat: "json",
    reportLine: (line) => void reported.push(line),
    ...options,
  });
  const send = async (target: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(new URL(target, server.url), init);
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, body: parse(bytes) };
  };
  const post: ServerUnderTest["post"] = (body, headers = {}) =>
    send("/v1/traces", { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
  return {
    ...server,
    path,
    reported,
    elapse: (ms) => void (now += ms),
    keys,
    createKey,
    revokeKey: (apiKey) => withKeys((store) => store.removeKey(keyIdOf(hashApiKey(apiKey)))),
    get: (target, headers = {}) => send(target, { headers }),
    post,
    send: (spans, headers) => post(JSON.stringify(toOtlp(spans)), headers),
    upload: (sessionId, name, body, headers = {}) =>
      send(uploadPath(sessionId, name), {
        method: "POST",
        body,
        headers: { "content-type": "video/webm", ...headers },
        ...({ duplex: "half" } as RequestInit),
      }),
    fetch: send,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export function uploadPath(sessionId: string, name: string): string {
  return `/v2/sessions/${encodeURIComponent(sessionId)}/artifacts?name=${encodeURIComponent(name)}`;
}

/** Headers that `fetch` does not let be set, as Host. */
export function getRaw(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** One resource a span; attribute values of text, numbers, booleans and lists of text. */
export function toOtlp(spans: readonly SpanRecord[]): object {
  return {
    resourceSpans: spans.map((span) => ({
      resource: { attributes: toPairs(span.resource) },
      scopeSpans: [
        {
          scope: { name: span.scope.name },
          spans: [
            {
              ...span,
              resource: undefined,
              scope: undefined,
              attributes: toPairs(span.attributes),
              startTimeUnixNano: String(span.startTimeUnixNano),
              endTimeUnixNano: String(span.endTimeUnixNano),
              events: span.events.map((event) => ({
                ...event,
                timeUnixNano: String(event.timeUnixNano),
                attributes: toPairs(event.attributes),
              })),
            },
          ],
        },
      ],
    })),
  };
}

function toPairs(attributes: SpanRecord["attributes"]): object {
  return Object.entries(attributes).map(([name, value]) => ({ key: name, value: toAnyValue(value) }));
}

function toAnyValue(value: unknown): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "bigint") return { intValue: String(value) };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(toAnyValue) } };
  return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
