/** `GET /v2/sessions/{id}/spans`: rows by pages, what they hold, and one alone. */
import type { SpanItem } from "@rootspan/model/rest";
import { callOf, newSessionId, span, spanOf, START } from "../spans.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

let server: ServerUnderTest;

beforeAll(async () => {
  server = await openServerUnderTest();
});

afterAll(() => server.close());

const startingAt = (id: string, ms: number) =>
  spanOf(id, { at: ms }, { name: `at ${ms}`, startTimeUnixNano: START + BigInt(ms) * 1_000_000n });

async function pages(path: string): Promise<readonly SpanItem[]> {
  const spans: SpanItem[] = [];
  let cursor: string | null = null;
  do {
    const { status, body } = await server.get(cursor === null ? path : `${path}&cursor=${cursor}`);
    expect(status).toBe(200);
    spans.push(...body.spans);
    cursor = body.next_cursor;
  } while (cursor !== null);
  return spans;
}

it("come by start time or as they arrived, in pages", async () => {
  const id = newSessionId();
  for (const ms of [3, 1, 2]) await server.send([startingAt(id, ms)]);
  const path = `/v2/sessions/${id}/spans`;
  expect((await pages(`${path}?limit=1`)).map(({ name }) => name)).toEqual(["at 1", "at 2", "at 3"]);
  expect((await pages(`${path}?limit=2&order=arrival`)).map(({ name }) => name)).toEqual(["at 3", "at 1", "at 2"]);
});

it("are rows without content, or all that is stored", async () => {
  const id = newSessionId();
  const sent = { ...callOf(id), status: { code: 2, message: "no" } };
  await server.send([sent]);
  const { body } = await server.get(`/v2/sessions/${id}/spans`);
  expect(body).toEqual({
    spans: [
      {
        trace_id: sent.traceId,
        span_id: sent.spanId,
        parent_span_id: "f".repeat(16),
        name: "work",
        kind: "llm",
        start_time: "2025-11-23T12:13:20.000Z",
        end_time: "2025-11-23T12:13:20.001Z",
        start_time_unix_nano: String(sent.startTimeUnixNano),
        end_time_unix_nano: String(sent.endTimeUnixNano),
        status_code: 2,
        sequence: expect.any(Number),
      },
    ],
    next_cursor: null,
    sequence: body.spans[0].sequence,
  });
  const exported = (await server.get(`/v2/sessions/${id}/export`)).body.spans;
  expect((await server.get(`/v2/sessions/${id}/spans?include=payload`)).body.spans).toEqual(exported);
  expect((await server.get(`/v2/sessions/${id}/spans/${sent.spanId.toUpperCase()}`)).body).toEqual(exported[0]);
  expect((await server.get(`/v2/sessions/${id}/spans/${sent.spanId}?trace=${sent.traceId}`)).body).toEqual(exported[0]);
});

it("tell of calls and failures what they add to the session", async () => {
  const id = newSessionId();
  const call = callOf(id);
  const failed = spanOf(id, { "rootspan.kind": "tool" }, { status: { code: 2, message: "no stock" } });
  const plain = spanOf(id, { "rootspan.kind": "action" });
  await server.send([call, failed, plain]);
  const { body } = await server.get(`/v2/sessions/${id}/spans?include=facts`);
  const factsOf = ({ spanId }: { spanId: string }): unknown =>
    body.spans.find((item: { span_id: string }) => item.span_id === spanId).facts;
  const { stats } = (await server.get(`/v2/sessions/${id}/export`)).body;
  expect(factsOf(call)).toEqual({
    model: stats.models[0].model,
    agent: null,
    input_tokens: stats.prompt_tokens,
    output_tokens: stats.completion_tokens,
    cost: stats.cost,
    errors: 0,
    message: null,
  });
  expect(factsOf(failed)).toMatchObject({ model: null, cost: null, errors: 1, message: "no stock" });
  expect(factsOf(plain)).toBeUndefined();
});

it("tell what came after a page, and nothing that was in it", async () => {
  const id = newSessionId();
  const path = `/v2/sessions/${id}/spans`;
  await server.send([startingAt(id, 5)]);
  const { sequence } = (await server.get(path)).body;
  await server.send([startingAt(id, 1), startingAt(id, 9)]);
  expect((await pages(`${path}?since=${sequence}`)).map(({ name }) => name)).toEqual(["at 1", "at 9"]);
});

it("are 10,000 in pages of a size that is asked for", async () => {
  const id = newSessionId();
  for (let part = 0; part < 10; part++) {
    await server.send(Array.from({ length: 1_000 }, (_, index) => startingAt(id, part * 1_000 + index)));
  }
  const spans = await pages(`/v2/sessions/${id}/spans?limit=3000`);
  expect(spans).toHaveLength(10_000);
  expect(new Set(spans.map((item) => item.span_id)).size).toBe(10_000);
  expect(spans.map(({ name }) => name)).toEqual(Array.from({ length: 10_000 }, (_, index) => `at ${index}`));
});

it("that are not there are told apart from sessions that are not there", async () => {
  const id = newSessionId();
  await server.send([span({ attributes: { "session.id": id } })]);
  const none = "0123456789abcdef";
  expect((await server.get(`/v2/sessions/${id}/spans/${none}`)).body).toMatchObject({
    status: 404,
    code: "span_not_found",
  });
  expect((await server.get(`/v2/sessions/none/spans/${none}`)).body).toMatchObject({
    status: 404,
    code: "session_not_found",
  });
  expect((await server.get("/v2/sessions/none/spans")).body.code).toBe("session_not_found");
  expect((await server.get(`/v2/sessions/${id}/spans/xyz`)).body).toMatchObject({
    code: "invalid_parameter",
    field: "spanId",
    message: 'path parameter spanId must be 16 hex digits, got "xyz"',
  });
  expect((await server.get(`/v2/sessions/${id}/spans?include=payload&limit=201`)).body).toMatchObject({
    field: "limit",
  });
});

it("tell the processes that they came from, by their resources", async () => {
  const id = newSessionId();
  const from = (pid: number) => spanOf(id, {}, { resource: { "service.name": "shop", "process.pid": BigInt(pid) } });
  await server.send([from(1), from(2), from(1)]);
  await server.send([from(2), from(1)]);
  expect((await server.get(`/v2/sessions/${id}/processes`)).body).toEqual({
    processes: [
      { resource: { "service.name": "shop", "process.pid": 1 }, spans: 3 },
      { resource: { "service.name": "shop", "process.pid": 2 }, spans: 2 },
    ],
  });
  expect((await server.get("/v2/sessions/none/processes")).body.code).toBe("session_not_found");
});
