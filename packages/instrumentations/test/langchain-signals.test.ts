/** Where the application has providers of metrics and of logs, models, tools and agents are told there, once. */
import * as manager from "@langchain/core/callbacks/manager";
import * as chatModels from "@langchain/core/language_models/chat_models";
import * as runnables from "@langchain/core/runnables";
import * as singletons from "@langchain/core/singletons";
import * as tools from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { createAgent } from "langchain";
import { everyRoute, type LoopbackProvider, startLoopbackProvider } from "loopback-provider";
import OpenAI from "openai7";
import { langchainHandler, LangChainInstrumentation } from "../src/langchain/index.ts";
import { OpenAIInstrumentation } from "../src/openai/index.ts";
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { closeMetrics, type Metrics, recordMetrics, times, usage } from "./support/measured.ts";
import { recordSpans } from "./support/recorded-spans.ts";

const MODULES = [manager, chatModels, runnables, singletons, tools];
const SCOPE = "@rootspan/instrumentations/langchain";

const spans = recordSpans();
const langchain = new LangChainInstrumentation();
langchain.setTracerProvider(spans.provider);
const openai = new OpenAIInstrumentation();
openai.setTracerProvider(spans.provider);
openai.patchModule(OpenAI);

let provider: LoopbackProvider;
beforeAll(async () => {
  provider = await startLoopbackProvider(everyRoute);
});
afterAll(() => provider.close());
afterEach(async () => {
  langchain.unpatch(MODULES);
  await closeMetrics();
});

function measure(): Metrics {
  const metrics = recordMetrics(SCOPE);
  langchain.setMeterProvider(metrics.provider);
  openai.setMeterProvider(metrics.provider);
  langchain.patchModule(MODULES);
  return metrics;
}

function createChat(model: string): ChatOpenAI {
  return new ChatOpenAI({ model, apiKey: "sk-test", maxRetries: 0, configuration: { baseURL: provider.url } });
}

const getWeather = new tools.DynamicTool({
  name: "get_weather",
  description: "The weather",
  func: () => Promise.resolve("sunny"),
});
const add = new tools.DynamicTool({
  name: "add",
  description: "Adds",
  func: () => Promise.reject(new RangeError("no more")),
});

const MODEL = "gpt-4o-mini-2024-07-18";
const FORECASTER = { "gen_ai.agent.name": "forecaster" };

it("measures the models, the tools and the run of an agent", async () => {
  const { points } = measure();
  const agent = createAgent({ name: "forecaster", model: createChat("calls-two-tools"), tools: [getWeather, add] });
  await agent.invoke({ messages: [{ role: "user", content: "2+2" }] });
  const call = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "calls-two-tools",
    "gen_ai.response.model": MODEL,
    "server.address": "127.0.0.1",
    "server.port": Number(new URL(provider.url).port),
  };
  const tool = (name: string, more: object = {}): object =>
    times(1, { "gen_ai.tool.name": name, "gen_ai.tool.type": "function", ...more });
  const calls = (sum: number): object => ({ count: 1, sum, buckets: expect.anything(), attributes: FORECASTER });
  expect(await points()).toEqual({
    ...usage(24, 14, call),
    duration: [times(2, call)],
    "operation.input_tokens": [expect.objectContaining({ count: 2, sum: 24, attributes: call })],
    "operation.output_tokens": [expect.objectContaining({ count: 2, sum: 14, attributes: call })],
    "gen_ai.execute_tool.duration": [tool("get_weather"), tool("add", { "error.type": "RangeError" })],
    "gen_ai.invoke_agent.duration": [
      expect.objectContaining({ count: 1, attributes: { ...FORECASTER, "gen_ai.operation.name": "invoke_agent" } }),
    ],
    "gen_ai.invoke_agent.inference_calls": [calls(2)],
    "gen_ai.invoke_agent.tool_calls": [calls(2)],
  });
});

it("measures a stream, also of events, by its chunks", async () => {
  const { points } = measure();
  for await (const _chunk of await createChat("answers").stream("2+2"));
  await createChat("answers").streamEvents("2+2");
  const measured = await points();
  expect(measured["duration"]).toMatchObject([{ count: 2 }]);
  expect(measured["time_to_first_chunk"]).toMatchObject([{ count: 2 }]);
  expect(measured["operation.output_tokens"]).toMatchObject([{ count: 2, sum: 14 }]);
});

it("measures what a handler is told of", async () => {
  const { provider: meterProvider, points } = recordMetrics(SCOPE);
  const callbacks = [langchainHandler({ meterProvider })] as never;
  await createChat("answers").invoke("2+2", { callbacks });
  await getWeather.invoke("Lisbon", { callbacks });
  const measured = await points();
  expect(measured["operation.output_tokens"]).toMatchObject([{ count: 1, sum: 7 }]);
  expect(measured["gen_ai.execute_tool.duration"]).toMatchObject([{ count: 1 }]);
});

it("tells the content of a model call in an event, where it shall not be on the span", async () => {
  spans.clear();
  const exporter = new InMemoryLogRecordExporter();
  const loggerProvider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  langchain.setConfig({ captureContent: true, contentOn: "event" });
  langchain.setLoggerProvider(loggerProvider);
  langchain.patchModule(MODULES);
  await createChat("answers").invoke("my question", { metadata: { customer: "my customer" } });
  langchain.setConfig({});
  const [record] = exporter.getFinishedLogRecords();
  expect(record).toMatchObject({
    eventName: "gen_ai.client.inference.operation.details",
    instrumentationScope: { name: SCOPE },
    attributes: {
      "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: "my question" }] }],
      "gen_ai.output.messages": [{ parts: [{ type: "text", content: "Four is the answer to that." }] }],
    },
  });
  expect(JSON.stringify(spans.ended.map(({ attributes }) => attributes))).not.toMatch(/my question|my customer|Four/);
});
