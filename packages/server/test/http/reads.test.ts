/** What `/v2` answers: shapes, numbers and pages. */
import * as key from "@rootspan/model/attributes";
import { callOf, newSessionId, rootOf, span, spanOf, START } from "../spans.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";
import { shopping } from "./shopping.ts";

const MINUTE_MS = 60_000;

let server: ServerUnderTest;

beforeEach(async () => {
  server = await openServerUnderTest();
});

afterEach(() => server.close());

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
