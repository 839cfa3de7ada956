/** `GET /v2/analytics`: what is summed is what the sessions of the time hold. */
import * as key from "@rootspan/model/attributes";
import { callOf, newSessionId, rootOf, START } from "../spans.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

const HOUR_NS = 3_600_000_000_000n;
/** 2025-11-23T12:13:20Z, the start of the first session, is in the hour of 12. */
const DAY = "from=2025-11-23T12:00:00Z&to=2025-11-23T16:00:00Z";

let server: ServerUnderTest;

/** A session of one call, so many hours after the first. */
async function addSession(hours: number, state: string, model: string, tag: string): Promise<void> {
  const id = newSessionId();
  const startTimeUnixNano = START + BigInt(hours) * HOUR_NS;
  const call = callOf(id);
  const root = rootOf(id, state, { [key.ROOTSPAN_SESSION_TAGS]: [tag] });
  await server.send([
    {
      ...call,
      startTimeUnixNano,
      endTimeUnixNano: startTimeUnixNano + 250_000_000n,
      attributes: { ...call.attributes, [key.GEN_AI_RESPONSE_MODEL]: model },
    },
    { ...root, startTimeUnixNano, endTimeUnixNano: startTimeUnixNano + 1_000_000_000n },
  ]);
}

beforeAll(async () => {
  server = await openServerUnderTest();
  await addSession(0, "Success", "gpt-4o-mini", "a");
  await addSession(0, "Failure", "gpt-4o-mini", "b");
  await addSession(2, "Success", "gpt-4o", "a");
  await addSession(90, "Success", "gpt-4o", "a");
});

afterAll(() => server.close());

const read = async (query: string) => (await server.get(`/v2/analytics?${query}`)).body;

it("sums sessions, calls, cost and latency by the hour, also where nothing happened", async () => {
  const body = await read(DAY);
  expect(body).toMatchObject({
    from: "2025-11-23T12:00:00.000Z",
    to: "2025-11-23T16:00:00.000Z",
    interval: "hour",
    group_by: null,
    totals: {
      sessions: 3,
      states: { Running: 0, Success: 2, Failure: 1, Indeterminate: 0 },
      calls: 3,
      failed_calls: 0,
    },
    groups: [],
  });
  expect(body.series.map(({ start, sessions, calls }: Record<string, unknown>) => [start, sessions, calls])).toEqual([
    ["2025-11-23T12:00:00.000Z", 2, 2],
    ["2025-11-23T13:00:00.000Z", 0, 0],
    ["2025-11-23T14:00:00.000Z", 1, 1],
    ["2025-11-23T15:00:00.000Z", 0, 0],
  ]);
  const listed = (await server.get(`/v2/sessions?${DAY}`)).body.sessions as {
    cost: number;
    tokens: { total: number };
  }[];
  const sum = (of: (session: (typeof listed)[number]) => number) =>
    listed.reduce((total, session) => total + of(session), 0);
  expect(body.totals.cost).toBeCloseTo(
    sum(({ cost }) => cost),
    9,
  );
  expect(body.totals.tokens.total).toBe(sum(({ tokens }) => tokens.total));
  expect(body.totals.latency_ms.p50 / 250).toBeCloseTo(1, 1);
  expect(body.series[1]).toMatchObject({ cost: 0, cost_usd: "0.00", latency_ms: null });
  expect(body.dearest).toHaveLength(3);
  expect(body.slowest[0]).toMatchObject({ duration_ms: 1_000 });
});

it("tells groups apart, dearest first", async () => {
  const { groups } = await read(`${DAY}&group_by=model`);
  expect(groups.map(({ name, sessions, calls }: Record<string, unknown>) => [name, sessions, calls])).toEqual([
    ["gpt-4o", 1, 1],
    ["gpt-4o-mini", 2, 2],
  ]);
  expect(groups[1].series).toHaveLength(4);
  const tags = (await read(`${DAY}&group_by=tag`)).groups;
  expect(Object.fromEntries(tags.map(({ name, calls }: Record<string, unknown>) => [name, calls]))).toEqual({
    a: 2,
    b: 1,
  });
});

it("knows the filters of the list", async () => {
  expect((await read(`${DAY}&tag=b`)).totals).toMatchObject({ sessions: 1, calls: 1 });
  expect((await read(`${DAY}&state=Success&model=gpt-4o`)).totals).toMatchObject({ sessions: 1, calls: 1 });
  expect((await read(`${DAY}&name=nobody`)).totals).toMatchObject({ sessions: 0, calls: 0, cost: 0, latency_ms: null });
});

it("takes the last week by day where nothing is said", async () => {
  const body = await read("");
  expect(body.interval).toBe("day");
  expect(body.series.length).toBeGreaterThanOrEqual(7);
  expect((await read("from=2025-11-01T00:00:00Z&to=2025-11-30T00:00:00Z")).totals.sessions).toBe(4);
});

it.each<[string, string, RegExp]>([
  ["from=2025-11-23T12:00:00Z&to=2025-11-23T12:00:00Z", "from", /from must be before to/],
  [
    "from=2020-01-01T00:00:00Z&interval=hour&to=2025-01-01T00:00:00Z",
    "from",
    /at most 2000 intervals before to, by hour/,
  ],
  ["interval=minute", "interval", /must be one of hour, day/],
  ["group_by=user", "group_by", /must be one of model, agent, service, tag/],
])("refuses %s in words", async (query, field, message) => {
  const { status, body } = await server.get(`/v2/analytics?${query}`);
  expect({ status, field: body.field }).toEqual({ status: 400, field });
  expect(body.message).toMatch(message);
});
