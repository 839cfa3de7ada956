/** A client that asks too often is told when to come back; nobody else is held up by it. */
import { randomUUID } from "node:crypto";
import { newSessionId, spanOf } from "../spans.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

let server: ServerUnderTest;

afterEach(() => server.close());

async function statusesOf(count: number, headers: Record<string, string> = {}): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let asked = 0; asked < count; asked++) statuses.push((await server.get("/v2/project", headers)).status);
  return statuses;
}

const times = (count: number, status: number): readonly number[] => Array.from({ length: count }, () => status);

describe("a limit of one request in two seconds", () => {
  beforeEach(async () => {
    server = await openServerUnderTest({ rateLimit: "0.5" });
  });

  it("lets a burst of ten seconds' worth pass, then says when the next one passes", async () => {
    expect(await statusesOf(6)).toEqual([...times(5, 200), 429]);
    const refused = await server.get("/v2/project");
    expect(refused).toMatchObject({ status: 429, body: { code: "too_many_requests" } });
    expect(refused.headers.get("retry-after")).toBe("2");
    server.elapse(1_900);
    expect(await statusesOf(1)).toEqual([429]);
    server.elapse(100);
    expect(await statusesOf(2)).toEqual([200, 429]);
    server.elapse(3_600_000);
    expect(await statusesOf(6)).toEqual([...times(5, 200), 429]);
  });

  it("is each key's own", async () => {
    const [first, second] = [await server.createKey("acme"), await server.createKey("acme")];
    expect(await statusesOf(6, { authorization: first })).toEqual([...times(5, 200), 429]);
    expect(await statusesOf(5, { authorization: second })).toEqual(times(5, 200));
  });

  it("holds for spans too, told as OTLP tells it", async () => {
    await statusesOf(5);
    const refused = await server.send([spanOf(newSessionId())]);
    expect(refused).toMatchObject({ status: 429, body: { code: 8, reason: "too_many_requests" } });
    expect(refused.headers.get("retry-after")).toBe("2");
  });

  it("does not hold for whoever asks whether the server lives", async () => {
    await statusesOf(6);
    expect((await server.get("/healthz")).status).toBe(200);
  });

  it("a clock that is set back lets nobody in, and keeps nobody out for good", async () => {
    await statusesOf(5);
    server.elapse(-86_400_000);
    expect(await statusesOf(1)).toEqual([429]);
    server.elapse(2_000);
    expect(await statusesOf(1)).toEqual([200]);
  });
});

it("keys that are not right are put off after a while, and right ones of the same address are not", async () => {
  server = await openServerUnderTest();
  const statuses = await statusesOf(150, { authorization: randomUUID() });
  expect(new Set(statuses.slice(0, 100))).toEqual(new Set([401]));
  expect(statuses.at(-1)).toBe(429);
  const right = await server.createKey("acme");
  expect(await statusesOf(3, { authorization: right })).toEqual(times(3, 200));
});

it("addresses are those that a trusted proxy tells", async () => {
  server = await openServerUnderTest({ rateLimit: 0.1, allowAnonymous: true, trustProxy: "loopback" });
  const from = (address: string) => statusesOf(2, { "x-forwarded-for": address });
  expect(await from("203.0.113.1")).toEqual([200, 429]);
  expect(await from("203.0.113.2")).toEqual([200, 429]);
  // What stands before the first address that is not trusted was written by the client.
  expect(await from("203.0.113.9, 203.0.113.2")).toEqual([429, 429]);
});

it.each([[{ rateLimit: "off" }], [{}]])("there is none on this machine with %j", async (options) => {
  server = await openServerUnderTest(options);
  server.elapse(-1);
  const all = await Promise.all(Array.from({ length: 60 }, () => statusesOf(20)));
  expect(new Set(all.flat())).toEqual(new Set([200]));
});
