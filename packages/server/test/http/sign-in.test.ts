/** A key in a cookie: kept for pages of this server, of no use to anybody else. */
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

let server: ServerUnderTest;
let key: string;

beforeEach(async () => {
  server = await openServerUnderTest({ host: "0.0.0.0" }, ["shop"]);
  key = server.keys[0]!;
});

afterEach(() => server.close());

const signIn = (headers: Record<string, string> = { "x-rootspan-api-key": key }) =>
  server.fetch("/v2/sign-in", { method: "POST", headers });
const project = async (headers: Record<string, string>): Promise<unknown> => {
  const { status, body } = await server.get("/v2/project", headers);
  return status === 200 ? body.name : status;
};

it("keeps a right key where no script can read it", async () => {
  const { status, headers, bytes } = await signIn();
  expect([status, bytes.length]).toEqual([204, 0]);
  expect(headers.get("set-cookie")).toBe(`rootspan_key=${key}; Path=/v2; Max-Age=2592000; HttpOnly; SameSite=Strict`);
});

it("keeps no wrong key, and none that was not sent", async () => {
  expect(await signIn({ "x-rootspan-api-key": "0b3e8a51-5a0e-4c3e-9d57-000000000000" })).toMatchObject({
    status: 401,
    body: { code: "invalid_key" },
  });
  expect(await signIn({})).toMatchObject({ status: 401, body: { code: "missing_key" } });
});

it("answers a page of this server by its cookie", async () => {
  const cookie = `theme=dark; rootspan_key=${key}`;
  expect(await project({ cookie, "sec-fetch-site": "same-origin" })).toBe("shop");
  expect(await project({ cookie, "sec-fetch-site": "none" })).toBe("shop");
  expect(await project({ cookie })).toBe("shop");
  expect(await project({ cookie, origin: new URL(server.url).origin })).toBe("shop");
});

it("answers no other site by it", async () => {
  const cookie = `rootspan_key=${key}`;
  expect(await project({ cookie, "sec-fetch-site": "cross-site" })).toBe(401);
  expect(await project({ cookie, "sec-fetch-site": "same-site" })).toBe(401);
  expect(await project({ cookie, origin: "https://elsewhere.example" })).toBe(401);
  expect(await project({ cookie, origin: "null" })).toBe(401);
});

it("goes by a key that is sent before the cookie's", async () => {
  const other = await server.createKey("other");
  expect(await project({ cookie: `rootspan_key=${other}`, "x-rootspan-api-key": key })).toBe("shop");
});

it("ends with the key, and when the page gives it back", async () => {
  await server.revokeKey(key);
  expect(await project({ cookie: `rootspan_key=${key}` })).toBe(401);
  const { status, headers } = await server.fetch("/v2/sign-out", { method: "POST" });
  expect(status).toBe(204);
  expect(headers.get("set-cookie")).toBe("rootspan_key=; Path=/v2; Max-Age=0; HttpOnly; SameSite=Strict");
});

it("follows the server's base path, and is for safe connections where the proxy has one", async () => {
  await server.close();
  server = await openServerUnderTest({ basePath: "/agents", trustProxy: true }, ["shop"]);
  const { headers } = await server.fetch("/agents/v2/sign-in", {
    method: "POST",
    headers: { "x-rootspan-api-key": server.keys[0]!, "x-forwarded-proto": "https" },
  });
  expect(headers.get("set-cookie")).toMatch(/Path=\/agents\/v2; .*; Secure$/);
});
