/** Tools that `runTools` runs: what their spans say, and in which context the functions run. */
import { setTimeout as pause } from "node:timers/promises";
import { context, trace } from "@opentelemetry/api";
import { markTracedTool } from "@rootspan/model";
import { type LoopbackProvider, startLoopbackProvider } from "loopback-provider";
import { OpenAI } from "openai7";
import { OpenAIInstrumentation, wrapOpenAI } from "../src/openai/index.ts";
import { takeToolCallId } from "../src/openai/tool-call-id.ts";
import { closeMetrics, recordMetrics } from "./support/measured.ts";
import { type RecordedSpans, recordSpans } from "./support/recorded-spans.ts";
import { treeOf } from "./support/span-tree.ts";

let spans: RecordedSpans;
let provider: LoopbackProvider;
let instrumentation: OpenAIInstrumentation;
beforeAll(async () => {
  spans = recordSpans();
  provider = await startLoopbackProvider("calls-two-tools");
});
afterAll(() => provider.close());
beforeEach(() => {
  spans.clear();
  instrumentation = new OpenAIInstrumentation({ captureContent: true });
  instrumentation.setTracerProvider(spans.provider);
  instrumentation.patchModule(OpenAI);
});
afterEach(() => {
  instrumentation.unpatch(OpenAI);
  return closeMetrics();
});

type Run = (parameters: { city: string }) => unknown;

function weather(run: Run) {
  const parameters = { type: "object", properties: { city: { type: "string" } } };
  const described = { name: "get_weather", description: "The weather in a city", parameters };
  return { type: "function" as const, function: { ...described, function: run, parse: JSON.parse } };
}

async function ask(
  run: Run,
  client = new OpenAI({ apiKey: "sk-test", baseURL: provider.url }),
): Promise<string | null> {
  const messages = [{ role: "user" as const, content: "Umbrella?" }];
  return client.chat.completions.runTools({ model: "gpt-4o-mini", messages, tools: [weather(run)] }).finalContent();
}

function toolSpan() {
  return spans.ended.find(({ name }) => name === "execute_tool get_weather");
}

it("says which tool ran for which call of the model, with what, and what came of it", async () => {
  await ask(async ({ city }) => ({ city, sky: "sunny" }));
  expect(toolSpan()?.kind).toBe(0);
  expect(toolSpan()?.attributes).toEqual({
    "rootspan.kind": "tool",
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": "get_weather",
    "gen_ai.tool.type": "function",
    "gen_ai.tool.description": "The weather in a city",
    "gen_ai.tool.call.id": "call_lisbon",
    "gen_ai.tool.call.arguments": '{"city":"Lisbon"}',
    "gen_ai.tool.call.result": '{"city":"Lisbon","sky":"sunny"}',
  });
});

it("says nothing of content while that is off", async () => {
  instrumentation.setConfig({ captureContent: false });
  await expect(ask(() => Promise.reject(new RangeError("no Lisbon")))).rejects.toThrow("no Lisbon");
  expect(JSON.stringify([toolSpan()?.attributes, toolSpan()?.status])).not.toContain('Lisbon"');
  expect(toolSpan()?.status).toEqual({ code: 2, message: "RangeError" });
});

it("is active in the function, a sibling of the model's turns below the caller's span", async () => {
  const root = spans.provider.getTracer("application").startSpan("caller");
  const active: (string | undefined)[] = [];
  await context.with(trace.setSpan(context.active(), root), () =>
    ask(async () => {
      const names = () => (trace.getActiveSpan() as unknown as { name?: string })?.name;
      active.push(names());
      await pause(1);
      active.push(names());
      return "sunny";
    }),
  );
  root.end();
  expect(active).toEqual(["execute_tool get_weather", "execute_tool get_weather"]);
  expect(treeOf(spans.ended)).toBe(
    [
      "caller",
      "  chat gpt-4o-mini: tool_calls, 12 in, 7 out",
      "  execute_tool get_weather",
      "  chat gpt-4o-mini: stop, 12 in, 7 out",
    ].join("\n"),
  );
});

it("has one span a run, also where a client is wrapped too, and where the function makes one itself", async () => {
  const client = new OpenAI({ apiKey: "sk-test", baseURL: provider.url });
  await ask(() => "sunny", wrapOpenAI(client, { tracerProvider: spans.provider }));
  expect(spans.ended.filter(({ name }) => name.startsWith("execute_tool"))).toHaveLength(1);
  spans.clear();
  const run = () => "sunny";
  markTracedTool(run);
  await ask(run);
  expect(spans.ended.filter(({ name }) => name.startsWith("execute_tool"))).toEqual([]);
});

it("is measured", async () => {
  const metrics = recordMetrics();
  instrumentation.setMeterProvider(metrics.provider);
  await ask(() => "sunny");
  const points = await metrics.points();
  expect(Object.keys(points)).toContain("gen_ai.execute_tool.duration");
});

it("counts an error of a model call within the tool as the same failure", async () => {
  const failing = new OpenAI({ apiKey: "sk-test", baseURL: `${provider.url}/nowhere`, maxRetries: 0 });
  await expect(ask(() => failing.embeddings.create({ model: "x", input: "y" }))).rejects.toThrow("404");
  expect(toolSpan()?.attributes).toMatchObject({ "error.type": "unknown_url", "rootspan.error.counted": true });
});

describe("the id of a call", () => {
  const call = (id: string, name: string, text: string) => ({
    id,
    type: "function",
    function: { name, arguments: text },
  });
  const asked = (...calls: object[]) => ({ messages: [{ role: "user" }, { role: "assistant", tool_calls: calls }] });

  it("is that of the call with these arguments, each once", () => {
    const runner = asked(call("1", "add", '{"a":1}'), call("2", "add", '{"a":2}'), call("3", "sub", '{"a":2}'));
    expect(takeToolCallId(runner, "add", { a: 2 })).toBe("2");
    expect(takeToolCallId(runner, "sub", { a: 2 })).toBe("3");
    expect(takeToolCallId(runner, "add", { a: "changed by its schema" })).toBe("1");
    expect(takeToolCallId(runner, "add", { a: 1 })).toBeUndefined();
  });

  it.each([undefined, null, 7, {}, { messages: 3 }, { messages: [null, { tool_calls: [null, {}] }] }])(
    "is not known of %j",
    (runner) => {
      expect(takeToolCallId(runner, "add", {})).toBeUndefined();
    },
  );
});
