/** What `/v2` answers: shapes, numbers and pages. */
import * as key from "@rootspan/model/attributes";
import { callOf, newSessionId, rootOf, span, spanOf, START } from "../spans.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

const MINUTE_MS = 60_000;

let server: ServerUnderTest;

beforeEach(async () => {
  server = await openServerUnderTest();
});

afterEach(() => server.close());

const child = (parent: { readonly spanId: string }) => ({ parentSpanId: parent.spanId });

/** A session with one of each thing, under an agent. */
function shopping(id: string) {
  const agent = spanOf(id, { [key.ROOTSPAN_KIND]: "agent", [key.GEN_AI_AGENT_NAME]: "buyer" });
  const inner = spanOf(id, {}, { ...child(agent), name: "step" });
  const message = (role: string, content: string) => ({ role, parts: [{ type: "text", content }] });
  const llm = {
    ...callOf(id, 1_000, 100),
    ...child(inner),
  };
  const asked = {
    ...llm,
    attributes: {
      ...llm.attributes,
      [key.GEN_AI_SYSTEM_INSTRUCTIONS]: JSON.stringify([{ type: "text", content: "be brief" }]),
      [key.GEN_AI_INPUT_MESSAGES]: JSON.stringify([message("user", "hi")]),
      [key.GEN_AI_OUTPUT_MESSAGES]: JSON.stringify([
        {
          ...message("assistant", "hello"),
          parts: [{ type: "tool_call", id: "c1", name: "find", arguments: { q: 1 } }],
        },
      ]),
      [key.GEN_AI_CONVERSATION_ID]: "thread-7",
    },
  };
  const tool = spanOf(
    id,
    {
      [key.ROOTSPAN_KIND]: "tool",
      [key.GEN_AI_TOOL_NAME]: "find",
      [key.GEN_AI_TOOL_CALL_ARGUMENTS]: `{"q":1}`,
      [key.GEN_AI_TOOL_CALL_RESULT]: "none left",
      [key.ERROR_TYPE]: "TypeError",
    },
    {
      ...child(agent),
      status: { code: 2, message: "no stock" },
      startTimeUnixNano: START + 2_000_000n,
      endTimeUnixNano: START + 3_000_000n,
    },
  );
  const action = spanOf(
    id,
    { [key.ROOTSPAN_KIND]: "action", [key.ROOTSPAN_EVENT_PARAMS]: `{"order":5}`, [key.ROOTSPAN_EVENT_RETURNS]: "done" },
    { name: "look up order" },
  );
  const error = spanOf(id, {
    [key.ROOTSPAN_KIND]: "error",
    [key.ERROR_TYPE]: "RangeError",
    [key.ROOTSPAN_ERROR_CODE]: "E_RANGE",
    [key.ROOTSPAN_ERROR_DETAILS]: `{"limit":3}`,
    [key.ROOTSPAN_ERROR_TRIGGER_SPAN_ID]: action.spanId,
    [key.EXCEPTION_STACKTRACE]: "at x",
  });
  const root = rootOf(id, "Failure", {
    [key.ROOTSPAN_SESSION_NAME]: "shopping",
    [key.ROOTSPAN_SESSION_TAGS]: ["checkout", "b"],
    [key.ROOTSPAN_SESSION_END_STATE_REASON]: "no stock",
    [key.ROOTSPAN_SESSION_HOST_ENVIRONMENT]: `{"OS":{"Hostname":"h"}}`,
    [key.ROOTSPAN_SESSION_VIDEO]: "https://video.example/1",
  });
  return { agent, inner, llm: asked, tool, action, error, root, all: [agent, inner, asked, tool, action, error, root] };
}

describe("a session", () => {
  it("has stats: AgentOps' six keys, and ours", async () => {
    const id = newSessionId();
    await server.send(shopping(id).all);
    const { status, body, headers } = await server.get(`/v2/sessions/${id}/stats`);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    expect(Object.keys(body).slice(0, 6)).toEqual([
      "session_id",
      "cost",
      "events",
      "prompt_tokens",
      "completion_tokens",
      "errors",
    ]);
    expect(body).toMatchObject({
      session_id: id,
      cost: 0.00021,
      cost_usd: "0.000210",
      events: 5,
      prompt_tokens: 1_000,
      completion_tokens: 100,
      errors: 2,
      running: false,
      end_state: "Failure",
      end_state_reason: "no stock",
      duration_ms: 5_000,
      counts: { llm: 1, tool: 1, action: 1, error: 1, agent: 1 },
    });
  });

  it("is one item of a list", async () => {
    const id = newSessionId();
    await server.send(shopping(id).all);
    const { body } = await server.get(`/v2/sessions/${id.toUpperCase()}`);
    expect(body).toMatchObject({
      id,
      name: "shopping",
      running: false,
      end_state: "Failure",
      end_state_reason: "no stock",
      tags: ["checkout", "b"],
      start_time: "2025-11-23T12:13:20.000Z",
      end_time: "2025-11-23T12:13:25.000Z",
      duration_ms: 5_000,
      cost: 0.00021,
      tokens: { input: 1_000, output: 100, total: 1_100 },
      spans: 7,
      counts: { llm: 1 },
      errors: 2,
      models: ["gpt-4o-mini"],
      services: ["shop"],
    });
    const { video, host_environment: environment, ...item } = body;
    expect({ video, environment }).toEqual({
      video: "https://video.example/1",
      environment: { OS: { Hostname: "h" } },
    });
    expect((await server.get("/v2/sessions")).body).toEqual({
      sessions: [item],
      next_cursor: null,
      sequence: item.sequence,
    });
    expect((await server.get(`/v2/sessions/${id.replaceAll("-", "")}`)).body).toEqual(body);
  });

  it("is exported in AgentOps' shapes, with stats, agents and spans", async () => {
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

  it("is exported with its spans, to the last digit", async () => {
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

  it("is exported though its spans are a circle, and its messages no messages", async () => {
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

  it("runs until it ends, or until nothing has come for the idle time; and again when something comes", async () => {
    const id = newSessionId();
    await server.send([callOf(id)]);
    const read = async () => (await server.get(`/v2/sessions/${id}/stats`)).body;
    server.elapse(15 * MINUTE_MS);
    expect(await read()).toMatchObject({ running: true, end_state: null, end_time: null });
    server.elapse(1);
    expect(await read()).toMatchObject({
      running: false,
      end_state: "Indeterminate",
      end_time: "2025-11-23T12:13:20.001Z",
    });
    expect((await server.get("/v2/sessions")).body.sessions[0]).toMatchObject({
      running: false,
      end_state: "Indeterminate",
    });
    expect((await server.get(`/v2/sessions/${id}/export`)).body.session.end_state).toBe("Indeterminate");
    await server.send([callOf(id)]);
    expect(await read()).toMatchObject({ running: true, end_state: null });
    await server.send([rootOf(id, "Success")]);
    server.elapse(60 * MINUTE_MS);
    expect(await read()).toMatchObject({ running: false, end_state: "Success" });
  });

  it("is not told again to who knows it as it is", async () => {
    const id = newSessionId();
    await server.send([callOf(id)]);
    for (const path of [`/v2/sessions/${id}`, `/v2/sessions/${id}/stats`]) {
      const tag = (await server.get(path)).headers.get("etag")!;
      expect(await server.get(path, { "if-none-match": tag })).toMatchObject({ status: 304, bytes: Buffer.alloc(0) });
    }
    const { headers } = await server.get(`/v2/sessions/${id}`);
    const known = { "if-none-match": headers.get("etag")! };
    server.elapse(16 * MINUTE_MS);
    expect((await server.get(`/v2/sessions/${id}`, known)).body).toMatchObject({ end_state: "Indeterminate" });
    await server.send([spanOf(id)]);
    expect((await server.get(`/v2/sessions/${id}`, known)).body).toMatchObject({ spans: 2, running: true });
  });

  it("of another emitter is known by the name that it has there", async () => {
    await server.send([span({ attributes: { [key.SESSION_ID]: "chat / 42" } })]);
    expect((await server.get(`/v2/sessions/${encodeURIComponent("chat / 42")}/stats`)).body.session_id).toBe(
      "chat / 42",
    );
  });
});

describe("a list", () => {
  it("comes in pages, newest first", async () => {
    const ids = Array.from({ length: 5 }, () => newSessionId());
    await server.send(ids.map((id, index) => spanOf(id, {}, { startTimeUnixNano: START + BigInt(index) })));
    const first = (await server.get("/v2/sessions?limit=2")).body;
    await server.send([spanOf(newSessionId(), {}, { startTimeUnixNano: START + 99n })]);
    const second = (await server.get(`/v2/sessions?limit=2&cursor=${first.next_cursor}`)).body;
    const third = (await server.get(`/v2/sessions?limit=2&cursor=${second.next_cursor}`)).body;
    const listed = [first, second, third].flatMap(({ sessions }) => sessions.map(({ id }: { id: string }) => id));
    expect(listed).toEqual(ids.toReversed());
    expect(third.next_cursor).toBeNull();
  });
});

describe("a project", () => {
  it("tells its limits and what it holds", async () => {
    await server.send([spanOf(newSessionId())]);
    expect((await server.get("/v2/project")).body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: "default",
      limits: {
        max_body_bytes: 64 * 1024 * 1024,
        max_artifact_bytes: 256 * 1024 * 1024,
        idle_timeout_ms: 15 * MINUTE_MS,
        max_page_size: 500,
      },
      holds: { sessions: 1, spans: 1, bytes: expect.any(Number) },
      retention: { max_age_ms: null, max_bytes: null },
      store: expect.objectContaining({ artifacts: 0, waiting_spans: 0, max_waiting_spans: 100_000 }),
    });
  });
});
