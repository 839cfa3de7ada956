/** Every route there is, with every kind of key: a route that is not in the table here fails the test. */
import { randomUUID } from "node:crypto";
import { channel } from "node:diagnostics_channel";
import type { FastifyInstance, RouteOptions } from "fastify";
import { isHidden } from "../../src/http/schema/describe-route.ts";
import type { KeyScope } from "../../src/store/key-store.ts";
import { newSessionId, spanOf } from "../spans.ts";
import { openServerUnderTest, type ServerUnderTest, toOtlp } from "./server-under-test.ts";

interface Row {
  /** Scopes of keys that are let in besides `full`; undefined for a route that asks for no key. */
  readonly scopes: readonly KeyScope[] | undefined;
  /** For the session of that id, which the project of the right keys has. */
  readonly path: (sessionId: string) => string;
  readonly body?: () => string;
  readonly type?: string;
  /** What those get who are let in. */
  readonly status: number;
  /** What a key of another project gets. */
  readonly foreign: number;
}

const READ: readonly KeyScope[] = ["read"];
const INGEST: readonly KeyScope[] = ["ingest"];
/** No scope but `full`. */
const FULL: readonly KeyScope[] = [];
const ANY: readonly KeyScope[] = ["read", "ingest"];

const ofSession = (rest = "") => ({ path: (id: string) => `/v2/sessions/${id}${rest}`, scopes: READ });

const ofAgentops = (name: string, body: object): Row => ({
  scopes: INGEST,
  path: () => `/v2/${name}`,
  body: () => JSON.stringify(body),
  status: 200,
  foreign: 200,
});

const withKeyInBody = (path: string) => ({
  path: () => path,
  body: () => JSON.stringify({ api_key: randomUUID() }),
  status: 401,
  foreign: 401,
});

/** By method and the route's own path. */
const TABLE: Readonly<Record<string, Row>> = {
  "GET /healthz": { scopes: undefined, path: () => "/healthz", status: 200, foreign: 200 },
  "GET /readyz": { scopes: undefined, path: () => "/readyz", status: 200, foreign: 200 },
  "POST /v1/traces": {
    scopes: INGEST,
    path: () => "/v1/traces",
    body: () => JSON.stringify(toOtlp([spanOf(newSessionId())])),
    status: 200,
    foreign: 200,
  },
  "POST /v2/create_session": ofAgentops("create_session", { session: { session_id: newSessionId() } }),
  "POST /v2/sessions": ofAgentops("sessions", { session: { session_id: newSessionId() } }),
  "POST /v2/update_session": ofAgentops("update_session", { session: { session_id: newSessionId() } }),
  "POST /v2/create_events": ofAgentops("create_events", { events: [] }),
  "POST /v2/update_events": ofAgentops("update_events", { events: [] }),
  "POST /v2/create_agent": ofAgentops("create_agent", { id: "a", name: "a", session_id: newSessionId() }),
  "POST /v2/create_thread": ofAgentops("create_thread", {}),
  "POST /v2/reauthorize_jwt": ofAgentops("reauthorize_jwt", { session_id: newSessionId() }),
  // It looks at a key of its own, in the body.
  "POST /v3/auth/token": { scopes: undefined, ...withKeyInBody("/v3/auth/token") },
  "POST /public/v1/auth/access_token": { scopes: undefined, ...withKeyInBody("/public/v1/auth/access_token") },
  // A key is no token.
  "GET /v3/auth/token": { scopes: ANY, path: () => "/v3/auth/token", status: 401, foreign: 401 },
  "GET /public/v1/project": { scopes: READ, path: () => "/public/v1/project", status: 200, foreign: 200 },
  "GET /public/v1/traces/:id": { scopes: READ, path: (id) => `/public/v1/traces/${id}`, status: 200, foreign: 404 },
  "GET /public/v1/traces/:id/metrics": {
    scopes: READ,
    path: (id) => `/public/v1/traces/${id}/metrics`,
    status: 200,
    foreign: 404,
  },
  "GET /public/v1/spans/:id": { scopes: READ, path: () => "/public/v1/spans/none", status: 404, foreign: 404 },
  "GET /public/v1/spans/:id/metrics": {
    scopes: READ,
    path: () => "/public/v1/spans/none/metrics",
    status: 404,
    foreign: 404,
  },
  "POST /v1/logs": { scopes: INGEST, path: () => "/v1/logs", body: () => "{}", status: 200, foreign: 200 },
  "POST /v1/metrics": { scopes: INGEST, path: () => "/v1/metrics", body: () => "{}", status: 200, foreign: 200 },
  "GET /openapi.json": { scopes: undefined, path: () => "/openapi.json", status: 200, foreign: 200 },
  "GET /metrics": { scopes: READ, path: () => "/metrics", status: 200, foreign: 200 },
  "POST /v2/sign-in": { scopes: ANY, path: () => "/v2/sign-in", status: 204, foreign: 204 },
  "POST /v2/sign-out": { scopes: undefined, path: () => "/v2/sign-out", status: 204, foreign: 204 },
  "GET /v2/project": { scopes: ANY, path: () => "/v2/project", status: 200, foreign: 200 },
  "GET /v2/sessions": { scopes: READ, path: () => "/v2/sessions", status: 200, foreign: 200 },
  "DELETE /v2/sessions": { scopes: FULL, path: () => "/v2/sessions?tag=none&expect=0", status: 200, foreign: 200 },
  "GET /v2/analytics": { scopes: READ, path: () => "/v2/analytics", status: 200, foreign: 200 },
  "GET /v2/export": { scopes: READ, path: () => "/v2/export?tag=none", status: 200, foreign: 200 },
  // Streams without an end, so that a request that is not right stands for them.
  "GET /v2/live": { scopes: READ, path: () => "/v2/live?since=x", status: 400, foreign: 400 },
  "GET /v2/sessions/:id/live": { ...ofSession("/live?since=x"), status: 400, foreign: 400 },
  "GET /v2/sessions/:id/spans": { ...ofSession("/spans"), status: 200, foreign: 404 },
  "GET /v2/sessions/:id/spans/:spanId": { ...ofSession("/spans/0123456789abcdef"), status: 404, foreign: 404 },
  "GET /v2/sessions/:id/processes": { ...ofSession("/processes"), status: 200, foreign: 404 },
  "PATCH /v2/sessions/:id": { ...ofSession(), scopes: FULL, body: () => `{"note":"x"}`, status: 200, foreign: 404 },
  "DELETE /v2/sessions/:id": { ...ofSession(), scopes: FULL, status: 204, foreign: 404 },
  "GET /v2/sessions/:id": { ...ofSession(), status: 200, foreign: 404 },
  "GET /v2/sessions/:id/stats": { ...ofSession("/stats"), status: 200, foreign: 404 },
  "GET /v2/sessions/:id/export": { ...ofSession("/export"), status: 200, foreign: 404 },
  "GET /v2/sessions/:id/artifacts": { ...ofSession("/artifacts"), status: 200, foreign: 404 },
  "POST /v2/sessions/:id/artifacts": {
    ...ofSession("/artifacts?name=a.txt"),
    scopes: INGEST,
    body: randomUUID,
    type: "text/plain",
    status: 201,
    foreign: 201,
  },
  "GET /v2/sessions/:id/artifacts/:artifactId": { ...ofSession("/artifacts/none"), status: 404, foreign: 404 },
};

const KINDS = ["none", "malformed", "wrong", "revoked", "other", "read", "ingest", "full"] as const;
type Kind = (typeof KINDS)[number];

const routes = new Set<string>();
const pages = new Set<string>();
let server: ServerUnderTest;
let keys: Readonly<Record<Kind, string | undefined>>;

/** Fastify tells of each instance that it makes. */
function watch(message: unknown): void {
  const { fastify } = message as { fastify: FastifyInstance };
  fastify.addHook("onRoute", ({ method, url, handler, schema }: RouteOptions) => {
    // What answers that a route has other methods.
    if (handler.name === "refuse") return;
    const target = isHidden(schema) ? pages : routes;
    for (const name of [method].flat().filter((name) => name !== "HEAD")) target.add(`${name} ${url}`);
  });
}

beforeAll(async () => {
  channel("fastify.initialization").subscribe(watch);
  server = await openServerUnderTest({ host: "0.0.0.0" }, ["acme", "other", "acme"]);
  channel("fastify.initialization").unsubscribe(watch);
  const [full, other, revoked] = server.keys;
  await server.revokeKey(revoked!);
  keys = {
    none: undefined,
    malformed: "acme",
    wrong: randomUUID(),
    revoked,
    other,
    read: await server.createKey("acme", "read"),
    ingest: await server.createKey("acme", "ingest"),
    full,
  };
});

afterAll(() => server.close());

const headersOf = (kind: Kind): Record<string, string> =>
  keys[kind] === undefined ? {} : { "x-rootspan-api-key": keys[kind] };

function expectedOf({ scopes, status, foreign }: Row): Readonly<Record<Kind, number>> {
  if (scopes === undefined) return Object.fromEntries(KINDS.map((kind) => [kind, status])) as Record<Kind, number>;
  return {
    none: 401,
    malformed: 401,
    wrong: 401,
    revoked: 401,
    other: foreign,
    read: scopes.includes("read") ? status : 403,
    ingest: scopes.includes("ingest") ? status : 403,
    full: status,
  };
}

it("the table has every route, and no other", () => {
  expect([...routes].toSorted()).toEqual(Object.keys(TABLE).toSorted());
});

it("what is no part of the API is files that are only read, and holds nothing of any project", () => {
  expect(pages.size).toBeGreaterThan(0);
  expect([...pages].filter((route) => !/^GET \/(?!v\d)/.test(route))).toEqual([]);
});

it.each(Object.keys(TABLE))("%s is answered by what the key may do", async (route) => {
  const row = TABLE[route]!;
  // Whoever is refused too often is put off.
  server.elapse(60_000);
  const answered: Partial<Record<Kind, number>> = {};
  const left: Partial<Record<Kind, number>> = {};
  for (const kind of KINDS) {
    const id = newSessionId();
    await server.send([spanOf(id)], headersOf("full"));
    const answer = await server.fetch(row.path(id), {
      method: route.split(" ")[0]!,
      headers: { ...headersOf(kind), ...(row.body && { "content-type": row.type ?? "application/json" }) },
      ...(row.body && { body: row.body() }),
    });
    answered[kind] = answer.status;
    left[kind] = (await server.get(`/v2/sessions/${id}`, headersOf("full"))).status;
  }
  expect(answered).toEqual(expectedOf(row));
  // Whoever may not write has removed nothing.
  expect({ ...left, full: 200 }).toEqual(Object.fromEntries(KINDS.map((kind) => [kind, 200])));
});

it("a key that may not do something is told so", async () => {
  const refused = await server.get("/v2/sessions", headersOf("ingest"));
  expect(refused.headers.get("www-authenticate")).toBe('Bearer error="insufficient_scope"');
  expect(refused.body).toMatchObject({ code: "insufficient_scope", message: "a key of scope ingest may not do this" });
});

it("a key that only sends cannot learn by HEAD what it cannot learn by GET", async () => {
  expect((await server.fetch("/v2/sessions", { method: "HEAD", headers: headersOf("ingest") })).status).toBe(403);
});
