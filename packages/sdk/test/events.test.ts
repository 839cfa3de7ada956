/** What `record` makes of events. */
import { trace } from "@opentelemetry/api";
import { reportError } from "@rootspan/model/content";
import { record, startSession, withTool } from "../src/index.ts";
import { type Recording, startRecording, stopRecording } from "./support/recording.ts";

let recording: Recording;
beforeEach(() => void (recording = startRecording()));
afterEach(stopRecording);

const idOf = (name: string): string => recording.find(name).spanContext().spanId;

describe("record", () => {
  it("keeps every field of every kind", async () => {
    const session = startSession();
    const who = { agent: "clerk", agentId: "c1", startTime: 1_700_000_000_000, endTime: new Date(1_700_000_001_500) };
    session.record({
      kind: "action",
      name: "look up",
      params: { id: 7 },
      returns: "found",
      logs: ["a", "b"],
      screenshot: "https://pictures.example/1.png",
      ...who,
    });
    session.record({ kind: "tool", name: "search", callId: "call_1", params: "q", returns: [1], logs: "log", ...who });
    session.record({
      kind: "llm",
      model: "my-model",
      provider: "mine",
      prompt: ["Hi", { role: "system", content: "Be brief." }],
      completion: "Hello",
      inputTokens: 100,
      outputTokens: 20,
      cacheReadTokens: 10,
      cacheWriteTokens: 5,
      reasoningTokens: 4,
      conversationId: "thread 1",
      params: { temperature: 0 },
      returns: { raw: true },
      ...who,
    });
    session.record({
      kind: "error",
      type: "Timeout",
      code: 504,
      details: { after: 30 },
      logs: "trace",
      error: "too slow",
      ...who,
    });
    const attributes = Object.fromEntries(recording.ended.map((span) => [span.name, span.attributes]));
    const common = { "session.id": session.id, "gen_ai.agent.name": "clerk", "gen_ai.agent.id": "c1" };
    expect(attributes["look up"]).toEqual({
      ...common,
      "rootspan.kind": "action",
      "rootspan.event.params": '{"id":7}',
      "rootspan.event.returns": "found",
      "rootspan.event.logs": '["a","b"]',
      "rootspan.event.screenshot": "https://pictures.example/1.png",
    });
    expect(attributes["execute_tool search"]).toEqual({
      ...common,
      "rootspan.kind": "tool",
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "search",
      "gen_ai.tool.call.id": "call_1",
      "gen_ai.tool.call.arguments": "q",
      "gen_ai.tool.call.result": "[1]",
      "rootspan.event.logs": "log",
    });
    expect(attributes["chat my-model"]).toEqual({
      ...common,
      "rootspan.kind": "llm",
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "mine",
      "gen_ai.request.model": "my-model",
      "gen_ai.conversation.id": "thread 1",
      "gen_ai.usage.input_tokens": 100,
      "gen_ai.usage.output_tokens": 20,
      "gen_ai.usage.cache_read.input_tokens": 10,
      "gen_ai.usage.cache_write.input_tokens": 5,
      "gen_ai.usage.reasoning.output_tokens": 4,
      "gen_ai.input.messages":
        '[{"role":"user","parts":[{"type":"text","content":"Hi"}]},' +
        '{"role":"system","parts":[{"type":"text","content":"Be brief."}]}]',
      "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"Hello"}]}]',
      "rootspan.event.params": '{"temperature":0}',
      "rootspan.event.returns": '{"raw":true}',
      "gen_ai.usage.cost.amount": 0.00028,
      "gen_ai.usage.cost.currency": "USD",
      "gen_ai.usage.cost.source": "override",
    });
    expect(attributes["error"]).toEqual({
      ...common,
      "rootspan.kind": "error",
      "error.type": "Timeout",
      "rootspan.error.code": "504",
      "rootspan.error.details": '{"after":30}',
      "exception.message": "too slow",
      "rootspan.event.logs": "trace",
    });
    for (const span of recording.ended.slice(1)) {
      expect([span.startTime, span.endTime]).toEqual([
        [1_700_000_000, 0],
        [1_700_000_001, 500_000_000],
      ]);
    }
    expect(recording.told).toEqual([]);
  });

  it("tells all that is wrong with an event at once, and what is not known of it", () => {
    const session = startSession();
    const before = recording.ended.length;
    session.record({ kind: "llm", model: "", inputTokens: 1.5, costUsd: -1, startTime: "now" } as never);
    session.record({ kind: "action", name: "back in time", startTime: 1_700_000_000_002, endTime: 1_700_000_000_001 });
    session.record({ kind: "error", trigger: "search" } as never);
    expect(recording.ended.length).toBe(before);
    session.record({ kind: "action", name: "kept", parms: 1 } as never);
    expect(recording.find("kept")).toBeDefined();
    expect(recording.told).toEqual(
      [
        'event not recorded: event.startTime must be a Date or milliseconds since 1970 (from 100000000000 on: seconds are too small), got "now"; ' +
          'event.model must be a text that is not empty, got ""; ' +
          "event.inputTokens must be a whole number from 0 on, got 1.5; " +
          "event.costUsd must be a number of USD from 0 on, got -1",
        "event not recorded: event.endTime lies before event.startTime",
        'event not recorded: event.trigger must be an event, an open span, or what record() returned, got "search"',
        'event of kind "action" has no field parms; there are kind, startTime, endTime, agent, agentId, name, params, ' +
          "returns, logs, screenshot",
      ].map((text) => expect.stringContaining(text)),
    );
  });
});

describe("an error event", () => {
  const error = Object.assign(new Error("no answer"), { code: "ETIMEDOUT", status: 504 });

  it("records the event that triggered it as failed, and counts once", () => {
    const session = startSession();
    const recorded = session.record({
      kind: "error",
      error,
      trigger: { kind: "tool", name: "search", params: { q: "x" } },
    });
    expect(recorded?.spanId).toBe(idOf("error"));
    expect(recording.find("execute_tool search")).toMatchObject({
      status: { code: 2, message: "no answer" },
      attributes: { "error.type": "ETIMEDOUT", "http.response.status_code": 504 },
    });
    expect(recording.find("error").attributes).toMatchObject({
      "error.type": "ETIMEDOUT",
      "rootspan.error.trigger_span_id": idOf("execute_tool search"),
      "rootspan.error.counted": true,
    });
    expect(linksOf("error")).toEqual([idOf("execute_tool search")]);
    expect(session.getAnalytics()).toMatchObject({ toolCalls: 1, errors: 1 });
  });

  it("marks a span that is still open", () => {
    const session = startSession();
    session.run(() =>
      withTool("search", () => {
        record({ kind: "error", error, trigger: trace.getActiveSpan()! });
        return "nothing found";
      })(),
    );
    expect(recording.find("execute_tool search").status).toEqual({ code: 2, message: "no answer" });
    expect(linksOf("error")).toEqual([idOf("execute_tool search")]);
    expect(session.getAnalytics()).toMatchObject({ toolCalls: 1, errors: 1 });
  });

  it("counts by itself where its trigger is over, or cannot fail", () => {
    const session = startSession();
    const trigger = session.record({ kind: "tool", name: "search" })!;
    session.record({ kind: "error", error, trigger });
    expect(linksOf("error")).toEqual([trigger.spanId]);
    const span = recording.provider.getTracer("app").startSpan("the application's own");
    session.record({ kind: "error", type: "Odd", trigger: span });
    span.end();
    expect(recording.find("the application's own")).toMatchObject({
      status: { code: 2 },
      attributes: { "error.type": "Odd" },
    });
    expect(session.getAnalytics()).toMatchObject({ errors: 2 });
  });

  it("points to the span that reported the same error before", () => {
    const session = startSession();
    const span = session.run(() => recording.provider.getTracer("app").startSpan("call"));
    const reported = new Error("reported");
    reportError(reported, span.spanContext());
    session.record({ kind: "error", error: reported });
    expect(recording.find("error").attributes).toMatchObject({
      "rootspan.error.trigger_span_id": span.spanContext().spanId,
      "rootspan.error.counted": true,
    });
    span.end();
  });

  it("leaves no trigger behind where it cannot be recorded itself", () => {
    const session = startSession();
    const before = recording.ended.length;
    session.record({ kind: "error", code: {} as never, trigger: { kind: "tool", name: "search" } });
    session.record({ kind: "error", trigger: { kind: "tool" } as never });
    expect(recording.ended.length).toBe(before);
  });

  it("says nothing of what users wrote where content is off", () => {
    const session = startSession({ captureContent: false });
    session.record({
      kind: "error",
      error: new Error("my secret"),
      details: "my secret",
      logs: "my secret",
      trigger: { kind: "llm", model: "m", prompt: "my secret", completion: "my secret", params: "my secret" },
    });
    const all = recording.ended.map(({ name, attributes, status }) => [name, attributes, status]);
    expect(JSON.stringify(all)).not.toContain("my secret");
    expect(recording.find("error").attributes["error.type"]).toBe("Error");
  });
});

function linksOf(name: string): string[] {
  const { links } = recording.find(name) as unknown as { links: { context: { spanId: string } }[] };
  return links.map(({ context }) => context.spanId);
}
