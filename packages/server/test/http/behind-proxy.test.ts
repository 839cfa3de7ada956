/** A server at a path of a reverse proxy, pages of other origins, and what the log says of requests. */
import { newSessionId, spanOf } from "../spans.ts";
import { openServerUnderTest, type ServerUnderTest, toOtlp } from "./server-under-test.ts";

let server: ServerUnderTest;

afterEach(() => server.close());

describe("a base path", () => {
  beforeEach(async () => {
    server = await openServerUnderTest({ basePath: "/agents/rootspan" });
  });

  it("is answered whether the proxy takes it off or leaves it", async () => {
    const { origin } = new URL(server.url);
    expect(server.url).toBe(`${origin}/agents/rootspan`);
    const id = newSessionId();
    const body = JSON.stringify(toOtlp([spanOf(id)]));
    const headers = { "content-type": "application/json" };
    expect((await fetch(`${server.url}/v1/traces`, { method: "POST", body, headers })).status).toBe(200);
    for (const base of [server.url, origin]) {
      for (const path of ["/healthz", `/v2/sessions/${id}`, "/v2/sessions?limit=1"]) {
        expect((await fetch(base + path)).status).toBe(200);
      }
    }
  });

  it.each(["/agents/rootspanner/healthz", "/agents/healthz", "/agents/rootspan/agents/rootspan/healthz"])(
    "%s is no route",
    async (path) => {
      expect((await server.get(path)).status).toBe(404);
    },
  );
});

describe("pages of other origins", () => {
  const preflight = (origin: string) =>
    server.fetch("/v2/project", {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization" },
    });

  it("may read answers when their origin is listed, with a key", async () => {
    server = await openServerUnderTest({ cors: "https://app.example, http://localhost:3000" });
    const key = await server.createKey("acme");
    for (const origin of ["https://app.example", "http://localhost:3000"]) {
      const allowed = await preflight(origin);
      expect(allowed.status).toBe(204);
      expect(allowed.headers.get("access-control-allow-origin")).toBe(origin);
      expect(allowed.headers.get("access-control-allow-headers")).toContain("authorization");
      const read = await server.get("/v2/project", { origin, authorization: `Bearer ${key}` });
      expect(read).toMatchObject({ status: 200, body: { name: "acme" } });
      expect(read.headers.get("access-control-allow-origin")).toBe(origin);
    }
    expect((await server.get("/v2/project", { origin: "https://app.example" })).status).toBe(401);
  });

  it.each(["https://elsewhere.example", "https://app.example.elsewhere.example", "null"])(
    "may not when it is %s",
    async (origin) => {
      server = await openServerUnderTest({ cors: "https://app.example" });
      const key = await server.createKey("acme");
      for (const answer of [await preflight(origin), await server.get("/v2/project", { origin, authorization: key })]) {
        expect(answer.headers.get("access-control-allow-origin")).toBeNull();
      }
    },
  );
});

describe("the log", () => {
  it("tells requests at level debug by their route, never by what they name", async () => {
    server = await openServerUnderTest({ logLevel: "debug" });
    await server.get("/v2/sessions/top-secret?format=csv");
    const [line] = server.reported.map((text) => JSON.parse(text));
    expect(line).toMatchObject({ level: "debug", event: "request", method: "GET", status: 400 });
    expect(line.route).toBe("/v2/sessions/:id");
    expect(server.reported.join("")).not.toContain("secret");
  });

  it("is quiet about requests otherwise", async () => {
    server = await openServerUnderTest();
    await server.get("/v2/sessions");
    expect(server.reported).toEqual([]);
  });
});
