/** Requests of somebody who means harm: they change nothing, hold nobody up, and reach nothing that is not theirs. */
import { once } from "node:events";
import { connect } from "node:net";
import * as key from "@rootspan/model/attributes";
import { newSessionId, rootOf, spanOf } from "../spans.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

let server: ServerUnderTest;

beforeAll(async () => {
  server = await openServerUnderTest({ requestTimeout: "1s", logLevel: "debug" });
});

afterAll(() => server.close());

/** Sends bytes as they are. Resolves with what came until the connection closed. */
function sendRaw(bytes: string): Promise<string> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(bytes));
    socket.on("data", (chunk) => (received += chunk.toString()));
    socket.on("close", () => resolve(received));
    socket.on("error", reject);
  });
}

describe("paths", () => {
  it.each([
    "/../../../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/v2/sessions/..%2F..%2F..%2Fetc%2Fpasswd",
    "/v2/sessions/x/artifacts/..%2f..%2f..%2ftest.db",
    "/assets/..%2f..%2fpackage.json",
    "/sessions/../../package.json",
    "//etc/passwd",
    "/..%5c..%5cwindows%5cwin.ini",
  ])("%s reach no file", async (path) => {
    const answer = await sendRaw(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 (?:404|400) /);
    expect(answer).not.toContain("root:");
  });

  it("are no way around a key", async () => {
    const guarded = await openServerUnderTest({ host: "0.0.0.0" }, ["acme"]);
    for (const path of [
      "/v2/project",
      "//v2/project",
      "/v2//project",
      "/V2/project",
      "/v2/project/",
      "/healthz/../v2/project",
    ]) {
      expect([401, 404]).toContain((await fetch(guarded.url + path)).status);
    }
    await guarded.close();
  });
});

describe("headers", () => {
  it("of an answer cannot be written by a request", async () => {
    const id = newSessionId();
    await server.upload(id, 'a\u00e9"; x=y.webm', "bytes");
    const { artifacts } = (await server.get(`/v2/sessions/${id}/artifacts`)).body;
    const answer = await server.get(artifacts[0].url);
    expect(answer.headers.get("content-disposition")).toMatch(
      /^inline; filename="[^"\r\n]*"; filename\*=UTF-8''[^\r\n ]*$/,
    );
    for (const name of ["a%0d%0aset-cookie:%20x=1", "a%0Aset-cookie: x=1", "a%E2%80%A8b"]) {
      const refused = await server.fetch(`/v2/sessions/${id}/artifacts?name=${name}`, { method: "POST", body: "x" });
      expect(refused.status).toBe(400);
      expect(refused.headers.get("set-cookie")).toBeNull();
    }
  });

  it("that smuggle a second request are refused", async () => {
    const both =
      "POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 2\r\n" +
      "transfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /v2/sessions HTTP/1.1\r\nhost: localhost\r\n\r\n";
    const answer = await sendRaw(both);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it("that are too large are refused", async () => {
    const answer = await sendRaw(
      `GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-large: ${"y".repeat(20 * 1024)}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });
});

it("a log is not written by a request", async () => {
  server.reported.length = 0;
  const forged = encodeURIComponent('x\n{"level":"error","event":"forged"}');
  await server.get(`/v2/sessions/${forged}`, { "user-agent": "forged agent", "x-rootspan-api-key": "forged\tkey" });
  await server.get(`/forged/${forged}`);
  expect(server.reported).toHaveLength(2);
  for (const line of server.reported) expect(Object.keys(JSON.parse(line))).toContain("route");
  expect(server.reported.join("")).not.toContain("forged");
});

it("attributes named as JavaScript's own properties are attributes and nothing else", async () => {
  const id = newSessionId();
  const body = `{"resourceSpans":[{"resource":{"attributes":[{"key":"__proto__","value":{"stringValue":"r"}}]},"scopeSpans":[{"spans":[{
    "traceId":"${id.replaceAll("-", "")}","spanId":"00000000000000aa","name":"x","__proto__":{"polluted":true},
    "attributes":[
      {"key":"__proto__","value":{"kvlistValue":{"values":[{"key":"polluted","value":{"boolValue":true}}]}}},
      {"key":"constructor","value":{"kvlistValue":{"values":[{"key":"prototype","value":{"stringValue":"p"}}]}}},
      {"key":"toString","value":{"stringValue":"t"}}]}]}]}]}`;
  expect((await server.post(body)).status).toBe(200);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  const answer = await server.get(`/v2/sessions/${id}/spans?include=payload`);
  const text = answer.bytes.toString();
  expect(text).toContain('"__proto__":{"polluted":true}');
  expect(text).toContain('"constructor":{"prototype":"p"}');
  expect((await server.get(`/v2/sessions/${id}?__proto__[x]=1`)).status).toBe(400);
  const patch = {
    method: "PATCH",
    body: '{"__proto__":{"tags":["x"]}}',
    headers: { "content-type": "application/json" },
  };
  expect((await server.fetch(`/v2/sessions/${id}`, patch)).status).toBe(400);
});

it("a search is words, whatever stands in it: no pattern, no statement", async () => {
  const id = newSessionId();
  await server.send([spanOf(id, { note: `${"a".repeat(20_000)}! 100% _under_ "quoted"` }), rootOf(id, "Success")]);
  const find = async (text: string) => server.get(`/v2/sessions?text=${encodeURIComponent(text)}`);
  for (const hostile of [
    "(a+)+$",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "%",
    "_",
    "'; DROP TABLE sessions; --",
    '"',
    '""',
    "*",
    "a* NEAR(b)",
    "\\",
    "\u0000",
  ]) {
    const { status } = await find(hostile);
    expect([200, 400]).toContain(status);
  }
  expect((await find("under")).body.sessions).toMatchObject([{ id }]);
  expect((await find("x".repeat(501))).status).toBe(400);
  expect((await server.get("/readyz")).status).toBe(200);
});

it("what sessions are named and tagged is shown as it is, in JSON and as CSV that no spreadsheet runs", async () => {
  const id = newSessionId();
  const hostile = "<script>alert(1)</script>";
  await server.send([
    rootOf(id, "Success", { [key.ROOTSPAN_SESSION_NAME]: hostile, [key.ROOTSPAN_SESSION_TAGS]: ["=1+1"] }),
  ]);
  const item = await server.get(`/v2/sessions/${id}`);
  expect(item.headers.get("content-type")).toMatch(/^application\/json/);
  expect(item.body.name).toBe(hostile);
  const csv = (await server.get(`/v2/export?format=csv&id=${id}`)).bytes.toString();
  expect(csv).not.toMatch(/(?:^|,|")=1/m);
});

describe("clients that take their time", () => {
  it.each([
    ["headers", "GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-slow: "],
    [
      "a body",
      "POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{",
    ],
    [
      "a body in chunks",
      "POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{",
    ],
  ])("with %s are let go, and others are answered meanwhile", async (_what, start) => {
    const slow = Array.from({ length: 50 }, () => sendRaw(start));
    expect((await server.get("/healthz")).status).toBe(200);
    for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("a connection that says nothing holds nothing up when the server closes", async () => {
    const closing = await openServerUnderTest({ shutdownTimeout: "1d" });
    const { port } = new URL(closing.url);
    const silent = connect(Number(port), "127.0.0.1");
    await once(silent, "connect");
    const closed = once(silent, "close");
    await closing.close();
    await expect(closed).resolves.toBeDefined();
  });
});

it("under pressure of its queue the server puts senders off, with the time to come back", async () => {
  const pressed = await openServerUnderTest({ maxQueue: 1 });
  const statuses = new Set<number>();
  const retry = new Set<string | null>();
  do {
    const sent = Array.from({ length: 30 }, () => pressed.send([spanOf(newSessionId()), spanOf(newSessionId())]));
    for (const { status, headers } of await Promise.all(sent)) {
      statuses.add(status);
      retry.add(headers.get("retry-after"));
    }
  } while (!statuses.has(429));
  expect(statuses).toEqual(new Set([200, 429]));
  expect(retry).toEqual(new Set([null, "1"]));
  await pressed.close();
});
