/** Sessions in a real Arize Phoenix, as its API tells of them. It reads OpenTelemetry's conventions by itself. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DrivenApp } from "../../drive.ts";
import { runExample } from "../../run-example.ts";
import { drawTree } from "../../draw-tree.ts";
import { eventually } from "../eventually.ts";
import { describeProgram } from "../peer.ts";
import { PHOENIX } from "./peer.ts";
import { type Phoenix, type PhoenixSpan, startPhoenix } from "./start-phoenix.ts";

describeProgram(PHOENIX, (python) => {
  let folder: string;
  let phoenix: Phoenix;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "rootspan-interop-"));
    phoenix = await startPhoenix(python, folder);
  });

  afterAll(async () => {
    await phoenix.stop();
    rmSync(folder, { recursive: true });
  });

  /** With a project of Phoenix for each test. */
  const environment = (project: string): Record<string, string> => ({
    ROOTSPAN_ENDPOINT: phoenix.url,
    ROOTSPAN_JOURNAL: join(folder, "journal"),
    ROOTSPAN_HOST_ENVIRONMENT: "off",
    OTEL_RESOURCE_ATTRIBUTES: `openinference.project.name=${project}`,
  });
  const list = <T>(project: string, what: string): Promise<readonly T[]> =>
    phoenix.list(`/v1/projects/${project}/${what}`);
  /** Once it has the root, which is sent last, and which it stores some time after it was sent. */
  const spansOf = (project: string): Promise<readonly PhoenixSpan[]> =>
    eventually(
      () => list<PhoenixSpan>(project, "spans?limit=1000"),
      (spans) => spans.some(({ parent_id: parent }) => parent === null),
    );

  it("has a session with its tokens, and with the cost that Rootspan has worked out too", async () => {
    await runExample("quickstart", environment("tokens"));
    await spansOf("tokens");
    const sessions = await list<{ session_id: string; traces: readonly { trace_id: string }[] }>("tokens", "sessions");
    expect(sessions).toHaveLength(1);
    const { session_id: id, traces } = sessions[0]!;
    expect(traces.map((trace) => trace.trace_id)).toEqual([id.replaceAll("-", "")]);
    const fields = "numTracesWithError tokenUsage { prompt completion } costSummary { total { cost } }";
    expect(await phoenix.query(`{ getProjectSessionById(sessionId: "${id}") { ${fields} } }`)).toEqual({
      getProjectSessionById: {
        numTracesWithError: 0,
        tokenUsage: { prompt: 2_400, completion: 36 },
        costSummary: { total: { cost: 0.000_295_2 } },
      },
    });
  });

  it("shows what was said to the model and by it, and what a tool was given and gave", async () => {
    await runExample("quickstart", environment("messages"));
    const spans = await spansOf("messages");
    const attributes = spans
      .map((span) => span.attributes)
      .toSorted(
        (one, other) => Number(other["llm.token_count.prompt"] ?? 0) - Number(one["llm.token_count.prompt"] ?? 0),
      );
    expect(attributes[0]).toMatchObject({
      "llm.model_name": "gpt-4o-mini",
      "llm.provider": "openai",
      "llm.token_count.prompt": 1_219,
      "llm.token_count.prompt_details.cache_read": 1_152,
      "llm.token_count.completion": 21,
      "llm.input_messages.0.message.role": "system",
      "llm.input_messages.1.message.role": "user",
      "llm.input_messages.1.message.content": "Do I need an umbrella in Lisbon today?",
      "llm.input_messages.2.message.tool_calls.0.tool_call.function.name": "get_weather",
      "llm.input_messages.2.message.tool_calls.0.tool_call.function.arguments": '{"city": "Lisbon"}',
      "llm.input_messages.3.message.role": "tool",
      "llm.input_messages.3.message.content": expect.stringContaining('"celsius":24'),
      "llm.output_messages.0.message.role": "assistant",
      "llm.output_messages.0.message.content": expect.stringContaining("You will not need an umbrella."),
      "llm.tools.0.tool.json_schema": expect.stringContaining("get_weather"),
    });
    expect(spans.find(({ span_kind: kind }) => kind === "TOOL")!.attributes).toMatchObject({
      "tool.name": "get_weather",
      "tool.parameters.city": "Lisbon",
      "output.value": expect.stringContaining('"celsius":24'),
    });
  });

  it("draws an agent of LangGraph with its steps, calls and tools", async () => {
    await runExample("langgraph-agent", environment("tree"));
    expect(draw(await spansOf("tree"))).toBe(`UNKNOWN session langgraph-agent · OK
  AGENT invoke_agent travel_agent
    UNKNOWN model_request
      LLM chat gpt-4o-mini
    UNKNOWN model_request
      LLM chat gpt-4o-mini
    UNKNOWN model_request
      LLM chat gpt-4o-mini
    UNKNOWN tools
      TOOL execute_tool get_weather
    UNKNOWN tools
      TOOL execute_tool suggest_clothes`);
  });

  it("shows a session while it runs, and then why it failed", async () => {
    const app = new DrivenApp("runs", environment("running"));
    try {
      const id = await app.tell<string>("id");
      await app.tell("record", 2);
      await app.tell("flush");
      const open = await eventually(
        () => list<PhoenixSpan>("running", "spans"),
        ({ length }) => length === 3,
      );
      expect(draw(open)).toBe("LLM chat gpt-4o-mini\nTOOL execute_tool tool");
      expect(await list("running", "sessions")).toMatchObject([
        { session_id: id, token_count_prompt: 12, token_count_completion: 3 },
      ]);
      await app.tell("end", "Failure", "no umbrella");
      expect(draw(await spansOf("running"))).toBe(`UNKNOWN session runs · ERROR no umbrella
  LLM chat gpt-4o-mini
  TOOL execute_tool tool`);
    } finally {
      await app.kill();
    }
  });
});

/** Without markers, whose number depends on how fast the process was. */
function draw(spans: readonly PhoenixSpan[]): string {
  return drawTree(
    spans
      .filter(({ attributes }) => attributes["rootspan.kind"] !== "marker")
      .map((span) => ({ id: span.context.span_id, parentId: span.parent_id, label: labelOf(span) })),
  );
}

function labelOf({ name, span_kind: kind, status_code: status, status_message: message }: PhoenixSpan): string {
  return `${kind} ${name}${status === "UNSET" ? "" : ` · ${status} ${message}`.trimEnd()}`;
}
