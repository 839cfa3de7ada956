/** `GET /v2/sessions/{id}/export` as JSON: AgentOps' shapes, and spans as they came. */
import * as key from "@rootspan/model/attributes";
import { callOf, newSessionId, spanOf, START } from "../spans.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";
import { child, shopping } from "./shopping.ts";

let server: ServerUnderTest;

beforeEach(async () => {
  server = await openServerUnderTest();
});

afterEach(() => server.close());

it("has AgentOps' shapes, with stats, agents and spans", async () => {
  const id = newSessionId();
  const { agent, llm, tool, action, error, all } = shopping(id);
  await server.send(all);
  const { body } = await server.get(`/v2/sessions/${id}/export`);
  const project = (await server.get("/v2/project")).body;
  expect(Object.keys(body)).toEqual([
    "session",
    "agents",
    "actions",
    "llms",
    "tools",
    "errors",
    "stats",
    "spans",
    "artifacts",
  ]);
  expect(body.artifacts).toEqual([]);
  expect(body.session).toMatchObject({
    id,
    project_id: project.id,
    project_id_secondary: null,
    init_timestamp: "2025-11-23T12:13:20.000Z",
    end_timestamp: "2025-11-23T12:13:25.000Z",
    tags: `["checkout","b"]`,
    end_state: "Failure",
    end_state_reason: "no stock",
    video: "https://video.example/1",
    host_env: { OS: { Hostname: "h" } },
  });
  const times = { init_timestamp: "2025-11-23T12:13:20.000Z", end_timestamp: "2025-11-23T12:13:20.001Z" };
  expect(body.agents).toEqual([{ id: agent.spanId, session_id: id, name: "buyer", logs: null, ...times }]);
  expect(body.actions).toEqual([
    {
      id: action.spanId,
      session_id: id,
      agent_id: null,
      action_type: "look up order",
      logs: null,
      screenshot: null,
      params: { order: 5 },
      returns: "done",
      ...times,
    },
  ]);
  expect(body.llms).toEqual([
    {
      id: llm.spanId,
      session_id: id,
      agent_id: agent.spanId,
      thread_id: "thread-7",
      prompt: {
        type: "chatml",
        messages: [
          { role: "system", content: "be brief" },
          { role: "user", content: "hi" },
        ],
      },
      completion: {
        type: "chatml",
        messages: {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "c1", type: "function", function: { name: "find", arguments: `{"q":1}` } }],
        },
      },
      model: "gpt-4o-mini",
      prompt_tokens: 1_000,
      completion_tokens: 100,
      cost: 0.00021,
      promptarmor_flag: null,
      params: null,
      returns: null,
      ...times,
    },
  ]);
  expect(body.tools).toEqual([
    {
      id: tool.spanId,
      session_id: id,
      agent_id: agent.spanId,
      name: "find",
      logs: null,
      params: { q: 1 },
      returns: "none left",
      init_timestamp: "2025-11-23T12:13:20.002Z",
      end_timestamp: "2025-11-23T12:13:20.003Z",
    },
  ]);
  expect(body.errors).toEqual([
    {
      id: 1,
      session_id: id,
      trigger_event_id: action.spanId,
      trigger_event_type: "actions",
      error_type: "RangeError",
      code: "E_RANGE",
      details: { limit: 3 },
      logs: "at x",
      timestamp: "2025-11-23T12:13:20.000Z",
      span_id: error.spanId,
    },
    {
      id: 2,
      session_id: id,
      trigger_event_id: tool.spanId,
      trigger_event_type: "tools",
      error_type: "TypeError",
      code: null,
      details: "no stock",
      logs: null,
      timestamp: "2025-11-23T12:13:20.003Z",
      span_id: tool.spanId,
    },
  ]);
  expect(body.errors).toHaveLength(body.stats.errors);
  expect(body.stats).toEqual((await server.get(`/v2/sessions/${id}/stats`)).body);
});

it("has the spans, to the last digit", async () => {
  const id = newSessionId();
  const sent = spanOf(
    id,
    { big: 9_007_199_254_740_993n, list: ["a"], real: 0.5 },
    {
      startTimeUnixNano: START + 123_456_789n,
      flags: 0x301,
      traceState: "a=b",
      kind: 3,
      events: [{ name: "e", timeUnixNano: START + 1n, attributes: { k: "v" } }],
    },
  );
  await server.send([sent]);
  const { body } = await server.get(`/v2/sessions/${id}/export`);
  expect(body.spans).toEqual([
    {
      trace_id: sent.traceId,
      span_id: sent.spanId,
      parent_span_id: "f".repeat(16),
      name: "work",
      kind: "other",
      span_kind: 3,
      start_time: "2025-11-23T12:13:20.123Z",
      end_time: "2025-11-23T12:13:20.001Z",
      start_time_unix_nano: "1763900000123456789",
      end_time_unix_nano: "1763900000001000000",
      status: { code: 0, message: null },
      attributes: { "session.id": id, big: "9007199254740993", list: ["a"], real: 0.5 },
      events: [
        {
          name: "e",
          time: "2025-11-23T12:13:20.000Z",
          time_unix_nano: "1763900000000000001",
          attributes: { k: "v" },
          dropped_attributes_count: 0,
        },
      ],
      links: [],
      resource: { "service.name": "shop" },
      scope: { name: "test", version: null, attributes: {} },
      trace_state: "a=b",
      flags: 0x301,
      dropped_attributes_count: 0,
      dropped_events_count: 0,
      dropped_links_count: 0,
    },
  ]);
});

it("is there though spans are a circle, and messages no messages", async () => {
  const id = newSessionId();
  const first = callOf(id);
  const second = { ...callOf(id), ...child(first) };
  const odd = {
    ...first,
    ...child(second),
    attributes: {
      ...first.attributes,
      [key.GEN_AI_INPUT_MESSAGES]: `[1,{"parts":5},null]`,
      [key.GEN_AI_OUTPUT_MESSAGES]: "{",
    },
  };
  await server.send([odd, second]);
  const { status, body } = await server.get(`/v2/sessions/${id}/export`);
  expect(status).toBe(200);
  expect(body.llms).toHaveLength(2);
});
