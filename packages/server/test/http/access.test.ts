/** Who is answered, and for which project: every key on every route, on loopback and elsewhere. */
import { randomUUID } from "node:crypto";
import { StartError } from "../../src/index.ts";
import { newSessionId, spanOf } from "../spans.ts";
import { getRaw, openServerUnderTest, type ServerUnderTest, toOtlp } from "./server-under-test.ts";

const SENT = newSessionId();
const BODY = JSON.stringify(toOtlp([spanOf(SENT)]));

/** Every guarded route, and what it answers to who may see the session. */
const ROUTES: readonly (readonly [string, string, number])[] = [
  ["POST", "/v1/traces", 200],
  ["GET", "/v2/sessions", 200],
  ["GET", `/v2/sessions/${SENT}`, 200],
  ["GET", `/v2/sessions/${SENT}/stats`, 200],
  ["GET", `/v2/sessions/${SENT}/spans`, 200],
  ["GET", `/v2/sessions/${SENT}/spans/0123456789abcdef`, 404],
  ["GET", `/v2/sessions/${SENT}/live?since=x`, 400],
  ["GET", "/v2/live?since=x", 400],
  ["GET", "/v2/analytics", 200],
  ["GET", "/v2/export", 200],
  ["PATCH", `/v2/sessions/${SENT}`, 400],
  ["DELETE", "/v2/sessions?tag=none&expect=0", 200],
  ["DELETE", "/v2/sessions/none", 404],
  ["GET", `/v2/sessions/${SENT}/export`, 200],
  ["GET", "/v2/project", 200],
  ["POST", `/v2/sessions/${SENT}/artifacts?name=run.webm`, 201],
  ["GET", `/v2/sessions/${SENT}/artifacts`, 200],
  ["GET", `/v2/sessions/${SENT}/artifacts/none`, 404],
];

/** The status of every route with these headers. */
async function statuses(server: ServerUnderTest, headers: Record<string, string>): Promise<readonly number[]> {
  const answers: number[] = [];
  for (const [method, path] of ROUTES) {
    // An artifact that was sent already is answered with another status.
    const body = path.startsWith("/v1") ? BODY : randomUUID();
    const init =
      method === "POST" ? { body, headers: { ...headers, "content-type": "application/json" } } : { headers };
    answers.push((await server.fetch(path, { method, ...init })).status);
  }
  return answers;
}

const ALL_OK = ROUTES.map(([, , status]) => status);
const ALL_DENIED = ROUTES.map(() => 401);

let server: ServerUnderTest;

afterEach(() => server.close());

describe("on loopback", () => {
  beforeEach(async () => {
    server = await openServerUnderTest();
  });

  it("no key is needed, and the project is `default`, also once keys exist", async () => {
    expect(await statuses(server, {})).toEqual(ALL_OK);
    await server.createKey("acme");
    expect(await statuses(server, {})).toEqual(ALL_OK);
    expect((await server.get("/v2/project")).body).toMatchObject({ name: "default", holds: { sessions: 1, spans: 1 } });
  });

  it.each(["x-agentops-api-key", "x-rootspan-api-key", "authorization"])(
    "a right key in %s selects its project",
    async (header) => {
      const acme = await server.createKey("acme");
      const headers = { [header]: header === "authorization" ? `Bearer ${acme}` : acme.toUpperCase() };
      expect((await server.get("/v2/project", headers)).body).toMatchObject({ name: "acme", holds: { sessions: 0 } });
      await server.send([spanOf(SENT)]);
      for (const path of ["", "/stats", "/export", "/spans", "/live"]) {
        expect((await server.get(`/v2/sessions/${SENT}${path}`, headers)).status).toBe(404);
      }
      expect((await server.get("/v2/sessions", headers)).body.sessions).toEqual([]);
      const removal = await server.fetch(`/v2/sessions/${SENT}`, { method: "DELETE", headers });
      expect(removal.status).toBe(404);
      expect(await statuses(server, headers)).toEqual(ALL_OK);
      expect((await server.get("/v2/project")).body.holds).toMatchObject({ spans: 1 });
    },
  );

  it("a key that is sent must be right", async () => {
    await server.createKey("acme");
    expect(await statuses(server, { "x-rootspan-api-key": randomUUID() })).toEqual(ALL_DENIED);
  });

  it("what cannot be a key of this server is none", async () => {
    await server.createKey("acme");
    for (const none of [{ "x-rootspan-api-key": "acme" }, { authorization: "Basic Zm9vOmJhcg==" }]) {
      expect(await statuses(server, none)).toEqual(ALL_OK);
      expect((await server.get("/v2/project", none)).body.name).toBe("default");
      expect(await server.get("/v2/project", { ...none, origin: "https://elsewhere.example" })).toMatchObject({
        status: 401,
        body: { code: "invalid_key", message: "invalid API key format: a UUID is expected" },
      });
    }
    const headers = { "x-rootspan-api-key": "acme" };
    expect((await server.fetch("/v2/sign-in", { method: "POST", headers })).status).toBe(401);
  });

  it("a key that was revoked is wrong from then on", async () => {
    const acme = await server.createKey("acme");
    expect((await server.get("/v2/project", { "x-rootspan-api-key": acme })).status).toBe(200);
    await server.revokeKey(acme);
    const denied = await server.get("/v2/project", { "x-rootspan-api-key": acme });
    expect(denied).toMatchObject({
      status: 401,
      body: { code: "invalid_key", path: "/v2/project", message: "invalid API key" },
    });
    expect(denied.headers.get("www-authenticate")).toBe("Bearer");
  });

  it("a page from elsewhere in a browser on this machine is not answered without a key", async () => {
    const { port } = new URL(server.url);
    const project = `${server.url}/v2/project`;
    for (const host of [`localhost:${port}`, `app.localhost:${port}`, `127.0.0.9:${port}`, `[::1]:${port}`]) {
      expect(await getRaw(project, { host })).toBe(200);
    }
    for (const host of [
      `rebound.example:${port}`,
      `localhost.example:${port}`,
      `127.0.0.1.nip.io`,
      `10.0.0.1:${port}`,
    ]) {
      expect(await getRaw(project, { host })).toBe(401);
    }
    const headers: readonly Record<string, string>[] = [
      { origin: "https://elsewhere.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "x-forwarded-for": "203.0.113.5" },
      { forwarded: "for=203.0.113.5" },
    ];
    for (const header of headers) expect(await getRaw(project, header)).toBe(401);
    expect(await getRaw(project, { origin: `http://localhost:${port}` })).toBe(200);
    const key = await server.createKey("acme");
    expect(await getRaw(project, { host: "rebound.example", "x-rootspan-api-key": key })).toBe(200);
  });

  it("browsers are given no leave to read across origins", async () => {
    const preflight = await server.fetch("/v1/traces", {
      method: "OPTIONS",
      headers: { origin: "http://localhost:3000", "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBe(405);
    expect([...preflight.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });
});

describe("a server that other machines can reach", () => {
  it("does not start without a key, nor without leave", async () => {
    const opening = openServerUnderTest({ host: "0.0.0.0" });
    await expect(opening).rejects.toThrow(StartError);
    await expect(opening).rejects.toThrow(/keys create --project NAME.*--allow-anonymous/);
    server = await openServerUnderTest();
  });

  it("wants a key for every request", async () => {
    server = await openServerUnderTest({ host: "0.0.0.0" }, ["acme"]);
    expect(server.answersWithoutKey).toBe(false);
    expect(await statuses(server, {})).toEqual(ALL_DENIED);
    for (const wrong of [randomUUID(), "acme", ""]) {
      expect(await statuses(server, { "x-rootspan-api-key": wrong })).toEqual(ALL_DENIED);
    }
    expect(await statuses(server, { "x-rootspan-api-key": server.keys[0]! })).toEqual(ALL_OK);
    expect((await server.get("/healthz")).status).toBe(200);
    expect((await server.get("/readyz")).status).toBe(200);
  });

  it("answers everyone for `default` with leave, though a key that is sent must still be right", async () => {
    server = await openServerUnderTest({ host: "0.0.0.0", allowAnonymous: true }, ["acme"]);
    expect(await statuses(server, {})).toEqual(ALL_OK);
    expect(await statuses(server, { "x-rootspan-api-key": randomUUID() })).toEqual(ALL_DENIED);
    expect((await server.get("/v2/project", { "x-rootspan-api-key": server.keys[0]! })).body.name).toBe("acme");
    expect(await getRaw(`${server.url}/v2/project`, { host: "rootspan.internal" })).toBe(200);
  });
});
