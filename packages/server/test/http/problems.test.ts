/** Errors of every route: what is answered, and in which form. */
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

let server: ServerUnderTest;

beforeAll(async () => {
  server = await openServerUnderTest();
});

afterAll(() => server.close());

describe("a request that cannot be answered", () => {
  const unknown = "018f6a00-0000-7000-8000-000000000000";

  it.each<[string, string, number, string, string | undefined]>([
    ["GET", `/v2/sessions/${unknown}`, 404, "session_not_found", undefined],
    ["GET", `/v2/sessions/${unknown}/stats`, 404, "session_not_found", undefined],
    ["GET", `/v2/sessions/${unknown}/export`, 404, "session_not_found", undefined],
    ["GET", "/v2/sessions/no-such-session", 404, "session_not_found", undefined],
    ["GET", `/v2/sessions/${"x".repeat(201)}`, 400, "invalid_parameter", "id"],
    ["GET", "/v2/sessions/a%00b/stats", 400, "invalid_parameter", "id"],
    ["GET", "/v2/sessions/%zz", 400, "invalid_parameter", undefined],
    ["GET", "/v2/sessions?limit=0", 400, "invalid_parameter", "limit"],
    ["GET", "/v2/sessions?limit=501", 400, "invalid_parameter", "limit"],
    ["GET", "/v2/sessions?limit=ten", 400, "invalid_parameter", "limit"],
    ["GET", "/v2/sessions?limit=1&limit=2", 400, "invalid_parameter", "limit"],
    ["GET", "/v2/sessions?cursor=x", 400, "invalid_parameter", "cursor"],
    ["GET", "/v2/sessions?colour=red", 400, "invalid_parameter", "colour"],
    ["GET", `/v2/sessions/${unknown}/stats?format=csv`, 400, "invalid_parameter", "format"],
    ["GET", "/v2/project?x", 400, "invalid_parameter", "x"],
    ["GET", `/v2/sessions/${unknown}/artifacts`, 404, "session_not_found", undefined],
    ["GET", `/v2/sessions/${unknown}/artifacts/abc`, 404, "artifact_not_found", undefined],
    ["GET", `/v2/sessions/${unknown}/artifacts/..%2F..%2Ftest.db`, 404, "artifact_not_found", undefined],
    ["GET", "/v2/sessions/a%00b/artifacts/abc", 400, "invalid_parameter", "id"],
    ["GET", `/v2/sessions/${unknown}/artifacts?name=x`, 400, "invalid_parameter", "name"],
    ["POST", `/v2/sessions/${unknown}/artifacts`, 400, "invalid_parameter", "name"],
    ["POST", `/v2/sessions/${unknown}/artifacts?name=`, 400, "invalid_parameter", "name"],
    ["POST", `/v2/sessions/${unknown}/artifacts?name=a&name=b`, 400, "invalid_parameter", "name"],
    ["POST", `/v2/sessions/${unknown}/artifacts?name=a&colour=red`, 400, "invalid_parameter", "colour"],
    ["POST", `/v2/sessions/${"x".repeat(201)}/artifacts?name=a`, 400, "invalid_parameter", "id"],
    ["POST", "/v2/sessions/a%00b/artifacts?name=a", 400, "invalid_parameter", "id"],
    ["PUT", `/v2/sessions/${unknown}/artifacts`, 405, "method_not_allowed", undefined],
    ["DELETE", `/v2/sessions/${unknown}/artifacts/abc`, 405, "method_not_allowed", undefined],
    ["GET", "/v2/nowhere", 404, "not_found", undefined],
    ["GET", "/nothing", 404, "not_found", undefined],
    ["POST", "/v2/nowhere", 404, "not_found", undefined],
    ["DELETE", "/v2/project", 405, "method_not_allowed", undefined],
    ["PUT", "/v2/sessions", 405, "method_not_allowed", undefined],
    ["PUT", `/v2/sessions/${unknown}/stats`, 405, "method_not_allowed", undefined],
    ["GET", "/v1/traces", 405, "method_not_allowed", undefined],
    ["POST", "/healthz", 405, "method_not_allowed", undefined],
  ])("%s %s is told why", async (method, path, status, code, field) => {
    const answer = await server.fetch(path, { method });
    expect(answer).toMatchObject({
      status,
      body: {
        type: "about:blank",
        status,
        code,
        path: path.split("?")[0],
        title: expect.any(String),
        detail: expect.any(String),
      },
    });
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body.message).toBe(answer.body.detail);
    expect(answer.body.field).toBe(field);
    expect(answer.headers.has("allow")).toBe(status === 405);
    expect(server.reported).toEqual([]);
  });

  it.each(["text/xml", "application/json", "nonsense/"])("is told so whatever it sends: %s", async (type) => {
    const init = { method: "POST", body: "{", headers: { "content-type": type } };
    expect((await server.fetch("/v2/project", init)).status).toBe(405);
  });

  it("is answered like every other one: nothing may be kept, embedded or sniffed", async () => {
    for (const path of ["/v2/sessions", "/healthz", "/nowhere", "/v2/sessions/%zz", "/v2/sessions?limit=0"]) {
      const { headers } = await server.get(path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    }
  });
});
