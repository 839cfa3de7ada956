/** Faults of the server's own: told to the client, reported to the operator, survived by the process. */
import { DatabaseSync } from "node:sqlite";
import { callOf, newSessionId } from "../spans.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

let server: ServerUnderTest;

beforeEach(async () => {
  server = await openServerUnderTest();
});

afterEach(() => server.close());

it("a store that cannot write is answered with 503 and when to come back; then nothing was half written", async () => {
  const id = newSessionId();
  const spans = [callOf(id), callOf(id)];
  const disk = new DatabaseSync(server.path);
  disk.exec("CREATE TRIGGER full BEFORE INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'secret words'); END");
  const refused = await server.send(spans);
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toBe("5");
  expect(refused.body).toMatchObject({ reason: "store_unavailable", code: 14, path: "/v1/traces" });
  expect((await server.get(`/v2/sessions/${id}`)).status).toBe(404);
  expect((await server.get("/v2/project")).body.holds).toEqual({ sessions: 0, spans: 0, bytes: 0 });

  disk.exec("DROP TRIGGER full");
  disk.close();
  expect((await server.send(spans)).status).toBe(200);
  expect((await server.get(`/v2/sessions/${id}/stats`)).body).toMatchObject({ events: 2, prompt_tokens: 2_000 });
});

it("a store that another process holds is answered with 503, and taken when it is free", async () => {
  const id = newSessionId();
  const other = new DatabaseSync(server.path);
  other.exec("BEGIN IMMEDIATE");
  expect((await server.send([callOf(id)])).status).toBe(503);
  expect((await server.get("/readyz")).status).toBe(200);
  other.exec("ROLLBACK");
  other.close();
  expect((await server.send([callOf(id)])).status).toBe(200);
});

it("a fault is reported as one line of JSON, without anything that was sent", async () => {
  const disk = new DatabaseSync(server.path);
  disk.exec("CREATE TRIGGER full BEFORE INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'secret words'); END");
  disk.close();
  await server.send([callOf(newSessionId())], { "x-secret": "secret words" });
  expect(server.reported).toHaveLength(1);
  expect(server.reported[0]).toMatch(/^\{.*\}\n$/);
  const line = JSON.parse(server.reported[0]!);
  expect(line).toMatchObject({ level: "error", event: "the store failed", error: "StoreError" });
  expect(line.cause).toMatchObject({ code: "ERR_SQLITE_ERROR" });
  expect(server.reported[0]).not.toContain("secret");
});

it("closing twice is closing once, and the store can be opened again", async () => {
  await Promise.all([server.send([callOf(newSessionId())]), server.send([callOf(newSessionId())])]);
  const closing = [server.close(), server.close()];
  await Promise.allSettled(closing);
  await expect(server.get("/healthz")).rejects.toThrow("fetch failed");
  server = await openServerUnderTest();
});
