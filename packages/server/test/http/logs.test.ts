/** `POST /v1/logs`: events go to their spans, whenever they come; `POST /v1/metrics` is taken. */
import { gzipSync } from "node:zlib";
import type { SessionExport } from "@rootspan/model/rest";
import * as key from "@rootspan/model/attributes";
import { fixed64, message, text, varint } from "../otlp/write-request.ts";
import { recordingOf } from "../ingest/emitted.ts";
import { callOf, newSessionId, spanOf } from "../spans.ts";
import { type Answer, openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

const JSON_TYPE = { "content-type": "application/json" };
/** What the recording's spans are a session of. */
const TRACE = "00000000-0000-0000-0000-000000000001";

let server: ServerUnderTest;

beforeEach(async () => {
  server = await openServerUnderTest({ maxBody: "1MiB" });
});

afterEach(() => server.close());

const post = (path: string, body: string | Buffer, headers: Record<string, string> = JSON_TYPE): Promise<Answer> =>
  server.fetch(path, { method: "POST", body, headers });

async function send(path: "/v1/traces" | "/v1/logs"): Promise<void> {
  for (const recorded of recordingOf("opentelemetry-openai").filter((one) => one.path === path)) {
    expect((await post(path, JSON.stringify(recorded.body))).body).toEqual({});
  }
}

const exportOf = async (id: string): Promise<SessionExport> =>
  (await server.get(`/v2/sessions/${id}/export`)).body as SessionExport;

const counted = async (name: string): Promise<number> =>
  Number(new RegExp(`^${name} (\\d+)$`, "m").exec((await server.get("/metrics")).bytes.toString())?.[1] ?? 0);

/** One log record for a span. */
const logOf = (spanId: string, traceId: string, eventName: string, fields: object = {}): string =>
  JSON.stringify({
    resourceLogs: [{ scopeLogs: [{ logRecords: [{ traceId, spanId, eventName, timeUnixNano: "5", ...fields }] }] }],
  });

const SYSTEM = { role: "system", content: "You are a weather agent. Answer in one sentence." };
const QUESTION = { role: "user", content: "Do I need an umbrella in Lisbon?" };

describe("what OpenTelemetry's instrumentation logs of calls", () => {
  it.each([
    ["before its spans", ["/v1/logs", "/v1/traces"]],
    ["after its spans", ["/v1/traces", "/v1/logs"]],
    ["twice", ["/v1/logs", "/v1/traces", "/v1/logs", "/v1/traces"]],
  ] as const)("is known when it comes %s", async (_when, paths) => {
    for (const path of paths) await send(path);
    const { llms } = await exportOf(TRACE);
    expect(llms.map(({ prompt, completion }) => ({ prompt, completion }))).toMatchObject([
      {
        prompt: { messages: [SYSTEM, QUESTION] },
        completion: {
          messages: { role: "assistant", tool_calls: [{ id: "call_1", function: { name: "get_weather" } }] },
        },
      },
      {
        prompt: { messages: [SYSTEM, QUESTION, { role: "assistant" }, { role: "tool", tool_call_id: "call_1" }] },
        completion: { messages: { content: "No umbrella is needed: 24 °C." } },
      },
      {
        prompt: { messages: [SYSTEM, QUESTION] },
        completion: { messages: { content: "No umbrella is needed: 24 °C." } },
      },
      { prompt: { messages: [SYSTEM, QUESTION] }, completion: null },
      { prompt: { messages: expect.arrayContaining([QUESTION]) }, completion: { messages: { role: "assistant" } } },
    ]);
    expect((await server.get(`/v2/sessions/${TRACE}/stats`)).body).toMatchObject({
      counts: { llm: 5, embedding: 1 },
      errors: 1,
      tokens: { input: 4_846, output: 78 },
    });
  });

  it("is known when it comes with a session of its own, after a restart of what waits", async () => {
    const id = newSessionId();
    const call = { ...callOf(id), attributes: { "session.id": "visit-7", "gen_ai.operation.name": "chat" } };
    await server.send([call]);
    const log = logOf(call.spanId, call.traceId, "gen_ai.user.message", {
      body: { kvlistValue: { values: [{ key: "content", value: { stringValue: "Hello" } }] } },
    });
    await post("/v1/logs", log);
    const { llms, spans } = await exportOf("visit-7");
    expect(llms).toMatchObject([{ prompt: { messages: [{ role: "user", content: "Hello" }] } }]);
    expect(spans).toMatchObject([{ events: [{ name: "gen_ai.user.message" }] }]);
  });
});

describe("other records", () => {
  it("are discarded and counted", async () => {
    const { traceId, spanId } = spanOf(newSessionId());
    expect((await post("/v1/logs", logOf(spanId, traceId, ""))).body).toEqual({});
    await post("/v1/logs", logOf(spanId, traceId, "browser.click"));
    await post("/v1/logs", logOf("", "", "gen_ai.choice"));
    expect(await counted("rootspan_discarded_log_records_total")).toBe(3);
    expect((await server.get("/v2/sessions")).body.sessions).toEqual([]);
  });

  it("that are events, and whose span never comes, are given up and counted", async () => {
    const { traceId, spanId } = spanOf(newSessionId());
    await post("/v1/logs", logOf(spanId, traceId, "gen_ai.choice"));
    server.elapse(16 * 60_000);
    await post("/v1/logs", logOf("00000000000000ff", traceId, "gen_ai.choice"));
    expect(await counted("rootspan_lost_events_total")).toBe(1);
  });
});

it("an exception tells why a call failed, and an evaluation is kept", async () => {
  const id = newSessionId();
  const call = spanOf(id, { "gen_ai.operation.name": "chat" }, { status: { code: 2 } });
  const strings = (values: Record<string, string>) => ({
    attributes: Object.entries(values).map(([name, value]) => ({ key: name, value: { stringValue: value } })),
  });
  const exception = { "exception.type": "RateLimitError", "exception.message": "too fast" };
  await post("/v1/logs", logOf(call.spanId, call.traceId, "gen_ai.client.operation.exception", strings(exception)));
  await server.send([call]);
  await post(
    "/v1/logs",
    logOf(call.spanId, call.traceId, "gen_ai.evaluation.result", strings({ "gen_ai.evaluation.name": "tone" })),
  );
  const { errors, spans } = await exportOf(id);
  expect(errors).toMatchObject([{ error_type: "RateLimitError", details: "too fast" }]);
  expect(spans).toMatchObject([{ events: [{ name: "exception" }, { name: "gen_ai.evaluation.result" }] }]);
});

it("records in protobuf are the same as in JSON, and fields that are not known are passed over", async () => {
  const id = newSessionId();
  const call = { ...callOf(id), attributes: { [key.SESSION_ID]: id, "gen_ai.operation.name": "chat" } };
  const content = message(5, message(6, message(1, Buffer.concat([text(1, "content"), message(2, text(1, "Hello"))]))));
  const record = Buffer.concat([
    fixed64(1, 5n),
    varint(2, 9n),
    text(3, "INFO"),
    content,
    message(6, Buffer.concat([text(1, "gen_ai.system"), message(2, text(1, "openai"))])),
    message(9, Buffer.from(call.traceId, "hex")),
    message(10, Buffer.from(call.spanId, "hex")),
    text(12, "gen_ai.user.message"),
    varint(900, 1n),
  ]);
  const scopeLogs = Buffer.concat([message(1, text(1, "scope")), message(2, record), text(3, "https://schema")]);
  const resourceLogs = Buffer.concat([message(1, Buffer.alloc(0)), message(2, scopeLogs)]);
  const headers = { "content-type": "application/x-protobuf", "content-encoding": "gzip" };
  const answer = await post("/v1/logs", gzipSync(message(1, resourceLogs)), headers);
  expect([answer.status, answer.bytes.length, answer.headers.get("content-type")]).toEqual([
    200,
    0,
    "application/x-protobuf",
  ]);
  await server.send([call]);
  expect((await exportOf(id)).llms).toMatchObject([{ prompt: { messages: [{ role: "user", content: "Hello" }] } }]);
});

describe.each(["/v1/logs", "/v1/metrics"])("%s", (path) => {
  it("has the limits and the answers of traces", async () => {
    expect(await post(path, "{}")).toMatchObject({ status: 200, body: {} });
    expect((await post(path, Buffer.alloc(0), { "content-type": "application/x-protobuf" })).bytes).toHaveLength(0);
    expect((await post(path, "{}", { "content-type": "text/plain" })).status).toBe(415);
    expect((await post(path, " ".repeat(2 ** 20 + 1))).status).toBe(413);
    expect((await post(path, "{}", { ...JSON_TYPE, "content-encoding": "br" })).body).toMatchObject({
      status: 415,
      code: 3,
    });
    expect((await post(path, "no gzip", { ...JSON_TYPE, "content-encoding": "gzip" })).status).toBe(400);
  });
});

it("logs that are none are refused, and say where", async () => {
  expect((await post("/v1/logs", `{"resourceLogs":[{"scopeLogs":{}}]}`)).body).toMatchObject({
    status: 400,
    message: expect.stringContaining("resourceLogs[0].scopeLogs"),
  });
  const broken = await post("/v1/logs", Buffer.from([0x0a, 5, 1]), { "content-type": "application/x-protobuf" });
  expect(broken.status).toBe(400);
});

it("metrics are counted", async () => {
  await post("/v1/metrics", "{}");
  expect(await counted("rootspan_discarded_metric_requests_total")).toBe(1);
});
