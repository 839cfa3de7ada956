/** Spans of other emitters over HTTP: sessions, counts and costs are what they would be of ours. */
import type { SessionStats, SpanRecord } from "@rootspan/model";
import { decodeJson } from "../../src/otlp/decode-json.ts";
import { recordingOf, spansOf } from "../ingest/emitted.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

let server: ServerUnderTest;

beforeEach(async () => {
  server = await openServerUnderTest();
});

afterEach(() => server.close());

async function send(emitter: string): Promise<void> {
  for (const { path, body } of recordingOf(emitter).filter(({ path }) => path === "/v1/traces")) {
    const init = { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    expect((await server.fetch(path, init)).body).toEqual({});
  }
}

async function statsOf(id: string): Promise<SessionStats> {
  return (await server.get(`/v2/sessions/${id}/stats`)).body as SessionStats;
}

it.each([
  ["langfuse", { llm: 6, tool: 1, agent: 1, embedding: 1 }, { input: 4_938, output: 88 }],
  ["ai-sdk-6", { llm: 4, tool: 1, agent: 3, embedding: 1 }, { input: 3_627, output: 57 }],
  ["openinference", { llm: 4, tool: 1, agent: 1, embedding: 1 }, { input: 3_619, output: 57 }],
  ["openllmetry", { llm: 4, tool: 1, agent: 1, embedding: 0 }, { input: 3_638, output: 67 }],
])("a session of %s has each call once", async (emitter, counts, tokens) => {
  await send(emitter);
  await send(emitter);
  const stats = await statsOf("visit-7");
  expect(stats).toMatchObject({ counts, tokens });
  expect(stats.cost).toBeGreaterThan(0);
});

it("a trace of AgentOps is a session, with its end, name and tags", async () => {
  await send("agentops-python");
  const id = "00000000-0000-0000-0000-000000000001";
  expect((await server.get(`/v2/sessions/${id}`)).body).toMatchObject({ name: "ask", tags: ["beta"] });
  expect(await statsOf(id)).toMatchObject({
    end_state: "Success",
    running: false,
    counts: { llm: 4, tool: 1, agent: 1, embedding: 1 },
    errors: 1,
    tokens: { input: 3_627, output: 57 },
    unpriced_calls: 0,
  });
});

it("what the emitter says that a call cost is taken", async () => {
  await send("langfuse");
  const { models } = await statsOf("visit-7");
  expect(models.find(({ model }) => model === "own-model")).toMatchObject({
    cost: 0.003,
    tokens: { input: 100, cache_read: 40 },
  });
});

it("a failure that is told in an attribute is counted, and shown", async () => {
  await send("langfuse");
  expect((await statsOf("visit-7")).errors).toBe(1);
  const { errors } = (await server.get("/v2/sessions/visit-7/export")).body;
  expect(errors).toMatchObject([{ details: "Error: 401 Incorrect API key provided.", trigger_event_type: "llms" }]);
});

it("tags and the name of a trace are the session's", async () => {
  await send("langfuse");
  expect((await server.get("/v2/sessions/visit-7")).body).toMatchObject({ name: "ask", tags: ["beta"] });
});

it("a framework's telling of a library's calls is not counted again", async () => {
  await send("openinference-langchain");
  const { sessions } = (await server.get("/v2/sessions")).body as {
    sessions: readonly { counts: { llm: number }; tokens: { total: number } }[];
  };
  const sum = (pick: (session: (typeof sessions)[number]) => number): number =>
    sessions.reduce((total, session) => total + pick(session), 0);
  expect(sum(({ counts }) => counts.llm)).toBe(2);
  expect(sum(({ tokens }) => tokens.total)).toBe(1_196 + 1_240);
});

it("an export as OTLP is what was sent", async () => {
  await send("langfuse");
  const { bytes } = await server.get("/v2/sessions/visit-7/export?format=otlp");
  const lines = bytes.toString().trim().split("\n");
  const exported = lines.flatMap((line) => decodeJson(Buffer.from(line)));
  const byId = (spans: readonly SpanRecord[]) => new Map(spans.map((span) => [span.spanId, span]));
  expect(byId(exported)).toEqual(byId(spansOf("langfuse")));
});
