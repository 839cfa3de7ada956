/** Runs of LangChain and LangGraph in sessions: each in its own, with what it says of them. */
import { createRequire } from "node:module";
import * as manager from "@langchain/core/callbacks/manager";
import * as chatModels from "@langchain/core/language_models/chat_models";
import * as llms from "@langchain/core/language_models/llms";
import * as retrievers from "@langchain/core/retrievers";
import * as runnables from "@langchain/core/runnables";
import * as singletons from "@langchain/core/singletons";
import * as tools from "@langchain/core/tools";
import { ChatAnthropic } from "@langchain/anthropic";
import * as asyncCaller from "@langchain/core/utils/async_caller";
import { Annotation, StateGraph } from "@langchain/langgraph";
import { ChatOpenAI } from "@langchain/openai";
import { InMemorySpanExporter, type ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { createAgent } from "langchain";
import type * as openai from "openai";
import { everyRoute, type LoopbackProvider, startLoopbackProvider } from "loopback-provider";
import { startAnthropic } from "./anthropic.ts";
import { currentSession, flush, init, type Session, shutdown, startSession } from "rootspan";

const { OpenAI } = createRequire(require.resolve("@langchain/openai"))("openai") as typeof openai;
const langchain = [manager, chatModels, llms, retrievers, runnables, singletons, tools, asyncCaller];
const { RunnableLambda } = runnables;

const PRICE = { inputUsdPerMTok: 1_000, outputUsdPerMTok: 1_000 };

let exporter: InMemorySpanExporter;
let provider: LoopbackProvider;
beforeEach(async () => {
  provider = await startLoopbackProvider(everyRoute);
  exporter = new InMemorySpanExporter();
  init({
    autoStartSession: false,
    exporter,
    journal: false,
    hostEnvironment: "off",
    instrument: { langchain, openai: OpenAI },
    prices: { answers: PRICE, "calls-two-tools": PRICE },
  });
});
afterEach(async () => {
  await shutdown();
  await provider.close();
});

function createChat(model: string): ChatOpenAI {
  return new ChatOpenAI({ model, apiKey: "sk-test", maxRetries: 0, configuration: { baseURL: provider.url } });
}

const getWeather = tools.tool(({ city }: { city: string }) => `sunny in ${city}`, {
  name: "get_weather",
  description: "The weather in a city",
  schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
});
const add = tools.tool(({ a, b }: { a: number; b: number }) => a + b, {
  name: "add",
  description: "Adds",
  schema: { type: "object", properties: { a: { type: "number" }, b: { type: "number" } }, required: ["a", "b"] },
});

function createForecaster() {
  return createAgent({ name: "forecaster", model: createChat("calls-two-tools"), tools: [getWeather, add] });
}

const QUESTION = { messages: [{ role: "user", content: "my question" }] };

async function spansOf(session: Session): Promise<readonly ReadableSpan[]> {
  await flush();
  return exporter.getFinishedSpans().filter(({ attributes }) => attributes["session.id"] === session.id);
}

const State = Annotation.Root({ text: Annotation<string>() });

it("any number of runs at once stay in their sessions", async () => {
  const sessions = Array.from({ length: 12 }, () => startSession());
  await Promise.all(sessions.map((session) => session.run(() => createForecaster().invoke(QUESTION))));
  for (const session of sessions) {
    expect(session.getAnalytics()).toMatchObject({
      llmCalls: 2,
      toolCalls: 2,
      errors: 0,
      inputTokens: 24,
      outputTokens: 14,
    });
    await session.end("Success");
    const spans = await spansOf(session);
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
    expect(spans.map(({ name }) => name).filter((name) => /^(chat|execute|invoke)/.test(name))).toEqual([
      "chat calls-two-tools",
      "execute_tool get_weather",
      "execute_tool add",
      "chat calls-two-tools",
      "invoke_agent forecaster",
    ]);
  }
  expect(provider.requests).toHaveLength(24);
});

/** Every way to ask a model; each asks the provider `asks` times. */
const WAYS: readonly { readonly way: string; readonly asks: number; readonly ask: () => Promise<unknown> }[] = [
  { way: "invoke", asks: 1, ask: () => createChat("answers").invoke("my question") },
  { way: "stream", asks: 1, ask: async () => readAll(await createChat("answers").stream("my question")) },
  { way: "batch", asks: 3, ask: () => createChat("answers").batch(["a", "b", "c"], { maxConcurrency: 2 }) },
  { way: "events", asks: 1, ask: () => readAll(createChat("answers").streamEvents("my question")) },
  {
    way: "generate",
    asks: 2,
    ask: () => createChat("answers").generate([[["human", "a"]], [["human", "b"]]] as never),
  },
  {
    way: "callbacks",
    asks: 1,
    ask: () => createChat("answers").invoke("my question", { callbacks: [{ handleLLMEnd: () => undefined }] }),
  },
  { way: "agent", asks: 2, ask: () => createForecaster().invoke(QUESTION) },
  {
    way: "messages of an agent",
    asks: 2,
    ask: async () => readAll(await createForecaster().stream(QUESTION, { streamMode: "messages" })),
  },
  {
    way: "direct call in a tool",
    asks: 1,
    ask: () =>
      new tools.DynamicTool({
        name: "direct",
        description: "Asks the provider",
        func: async () => {
          const messages = [{ role: "user" as const, content: "my question" }];
          await new OpenAI({ apiKey: "sk-test", baseURL: provider.url }).chat.completions.create({
            model: "answers",
            messages,
          });
          return "done";
        },
      }).invoke(""),
  },
];

async function readAll(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _item of items);
}

it("each way to ask costs what the provider bills, also while all the others ask", async () => {
  const sessions = WAYS.map(() => startSession());
  await Promise.all(sessions.map((session, index) => session.run(() => WAYS[index]!.ask())));
  const expected = WAYS.map(({ way, asks }) => ({
    way,
    llmCalls: asks,
    inputTokens: 12 * asks,
    outputTokens: 7 * asks,
    cost: expect.closeTo(0.019 * asks, 9),
    traces: 1,
  }));
  const actual = await Promise.all(
    sessions.map(async (session, index) => {
      const { way } = WAYS[index]!;
      const { llmCalls, inputTokens, outputTokens, cost } = session.getAnalytics();
      await session.end();
      const traces = new Set((await spansOf(session)).map((span) => span.spanContext().traceId)).size;
      return { way, llmCalls, inputTokens, outputTokens, cost: Number(cost), traces };
    }),
  );
  expect(actual).toEqual(expected);
  expect(provider.requests).toHaveLength(WAYS.reduce((sum, { asks }) => sum + asks, 0));
});

it("a queue that models of several sessions share does not mix them", async () => {
  const model = new ChatOpenAI({
    model: "answers-slowly",
    apiKey: "sk-test",
    maxConcurrency: 1,
    maxRetries: 0,
    configuration: { baseURL: provider.url },
  });
  const sessions = Array.from({ length: 4 }, () => startSession());
  const heard: (string | undefined)[] = [];
  await Promise.all(
    sessions.map((session, index) =>
      session.run(async () => {
        // Told in the background, from one queue for all.
        const handleLLMEnd = (): void => void (heard[index] = currentSession()?.id);
        await model.invoke("my question", { callbacks: [{ handleLLMEnd }] });
      }),
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(heard).toEqual(sessions.map(({ id }) => id));
  for (const session of sessions) {
    expect(session.getAnalytics()).toMatchObject({ llmCalls: 1, inputTokens: 12 });
    await session.end();
  }
});

it("knows the model of another vendor by its provider, its usage and its price", async () => {
  const vendor = await startAnthropic();
  const session = startSession();
  const model = new ChatAnthropic({
    model: "claude-3-5-haiku-latest",
    apiKey: "sk-test",
    maxRetries: 0,
    anthropicApiUrl: vendor.url,
  });
  await session.run(async () => {
    await model.invoke("my question");
    for await (const _chunk of await model.stream("my question"));
    await model.streamEvents("my question");
  });
  const calls = (await spansOf(session)).filter(({ name }) => name.startsWith("chat"));
  await vendor.close();
  await session.end();
  expect(calls.map(({ attributes }) => attributes)).toMatchObject(
    // Of a stream the library adds what its start and its end say, although the end's count is the whole.
    [7, 8, 8].map((outputTokens) => ({
      "gen_ai.provider.name": "anthropic",
      "gen_ai.request.model": "claude-3-5-haiku-latest",
      "gen_ai.response.id": "msg_1",
      "gen_ai.response.finish_reasons": [expect.stringMatching(/^(?:end_turn|stop)$/)],
      "gen_ai.usage.input_tokens": 1_112,
      "gen_ai.usage.cache_read.input_tokens": 1_000,
      "gen_ai.usage.cache_write.input_tokens": 100,
      "gen_ai.usage.output_tokens": outputTokens,
      // 0.80 USD a million tokens of input, 0.08 of what is read from the cache, 1.00 of what is written, 4.00 of output.
      "gen_ai.usage.cost.amount": expect.closeTo((12 * 0.8 + 1_000 * 0.08 + 100 * 1 + outputTokens * 4) / 1e6, 9),
    })),
  );
});

it("is priced as whoever answers, not as OpenAI, where a model has another address", async () => {
  const elsewhere = "https://api.groq.com/openai/v1";
  const session = startSession();
  const model = new ChatOpenAI({
    model: "answers-slowly",
    apiKey: "sk-test",
    configuration: {
      baseURL: elsewhere,
      fetch: (url, options) => fetch((url as string).replace(elsewhere, provider.url), options),
    },
  });
  await session.run(() => model.invoke("my question"));
  const span = (await spansOf(session)).find(({ name }) => name.startsWith("chat"));
  expect(span!.attributes).toMatchObject({
    "gen_ai.provider.name": "groq",
    "server.address": "api.groq.com",
    "server.port": 443,
  });
  expect(session.getAnalytics()).toMatchObject({ llmCalls: 1, unpricedCalls: 1 });
  await session.end();
});

it("says what was asked and answered, by the rules of the session", async () => {
  const session = startSession({ redact: (value) => (value === "my question" ? "redacted" : value) });
  await session.run(() => createForecaster().invoke(QUESTION));
  await session.end();
  const spans = await spansOf(session);
  const first = spans.find(({ name }) => name.startsWith("chat"));
  expect(JSON.parse(first!.attributes["gen_ai.input.messages"] as string)).toEqual([
    { role: "user", parts: [{ type: "text", content: "redacted" }] },
  ]);
  expect(JSON.parse(first!.attributes["gen_ai.output.messages"] as string)).toEqual([
    {
      role: "assistant",
      parts: [
        { type: "tool_call", id: "call_lisbon", name: "get_weather", arguments: { city: "Lisbon" } },
        { type: "tool_call", id: "call_add", name: "add", arguments: { a: 2, b: 2 } },
      ],
      finish_reason: "tool_call",
    },
  ]);
  expect(first!.attributes).toMatchObject({
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "calls-two-tools",
    "gen_ai.response.id": "chatcmpl-answer",
    "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
    "gen_ai.agent.name": "forecaster",
    "rootspan.graph.node": "model_request",
    "rootspan.graph.step": 1,
    "rootspan.graph.checkpoint_ns": expect.stringMatching(/^model_request:[\da-f-]{36}$/),
  });
  const tool = spans.find(({ name }) => name === "execute_tool get_weather");
  expect(tool!.attributes).toMatchObject({
    "gen_ai.tool.call.id": "call_lisbon",
    "gen_ai.tool.call.arguments": '{"city":"Lisbon"}',
    "gen_ai.tool.call.result": "sunny in Lisbon",
    "gen_ai.tool.description": "The weather in a city",
  });
  expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain("my question");
});

it("says nothing of content where the session forbids it", async () => {
  const session = startSession({ captureContent: false });
  await session.run(() => createForecaster().invoke(QUESTION, { metadata: { customer: "my customer" } }));
  await session.end();
  const written = JSON.stringify((await spansOf(session)).map(({ attributes, status }) => [attributes, status]));
  for (const text of ["my question", "my customer", "Lisbon", "sunny", "Four"]) expect(written).not.toContain(text);
});

it("has every kind of token, and who answered", async () => {
  const session = startSession();
  await session.run(() => createChat("answers-with-every-token-kind").invoke("my question"));
  await session.end();
  const span = (await spansOf(session)).find(({ name }) => name.startsWith("chat"));
  expect(span!.attributes).toMatchObject({
    "gen_ai.response.id": "chatcmpl-answer",
    "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
    "gen_ai.usage.input_tokens": 2_000,
    "gen_ai.usage.output_tokens": 300,
    "gen_ai.usage.cache_read.input_tokens": 1_024,
    "gen_ai.usage.reasoning.output_tokens": 128,
  });
});

it("has the names, tags and metadata that the application gives", async () => {
  const session = startSession();
  await session.run(() =>
    createChat("answers").invoke("my question", { runName: "ask", tags: ["mine"], metadata: { customer: 7 } }),
  );
  await session.end();
  const span = (await spansOf(session)).find(({ name }) => name === "chat answers");
  expect(span!.attributes).toMatchObject({
    "rootspan.run.name": "ask",
    "rootspan.run.tags": ["mine"],
    "rootspan.run.metadata": '{"customer":7}',
    "gen_ai.usage.cost.amount": 0.019,
  });
});

it("calls no model when the budget is used up", async () => {
  const session = startSession({ sessionBudgetUsd: 0.01, stopAtBudget: true });
  const chain = RunnableLambda.from((text: string) => text).pipe(createChat("answers"));
  await session.run(async () => {
    await chain.invoke("my question");
    await expect(chain.invoke("my question")).rejects.toMatchObject({ code: "BUDGET_EXCEEDED" });
    const streamed = createChat("answers").stream("my question");
    await expect(streamed).rejects.toMatchObject({ code: "BUDGET_EXCEEDED" });
    await expect(createChat("answers").streamEvents("my question")).rejects.toMatchObject({ code: "BUDGET_EXCEEDED" });
  });
  expect(provider.requests).toHaveLength(1);
  expect(session.getAnalytics()).toMatchObject({ llmCalls: 4, errors: 3 });
  await session.end();
});

it("counts a failure once, where it happened", async () => {
  const session = startSession();
  const fail = RunnableLambda.from(function fail(): string {
    throw new RangeError("no more");
  });
  const inNode = new StateGraph(State)
    .addNode("work", async (_state, config) => ({ text: await fail.invoke("", config) }))
    .addEdge("__start__", "work")
    .compile();
  const shout = tools.tool(
    () => {
      throw new TypeError("too loud");
    },
    { name: "shout", description: "Shouts" },
  );
  await session.run(async () => {
    await expect(inNode.invoke({ text: "" })).rejects.toThrow("no more");
    await expect(RunnableLambda.from(() => shout.invoke("")).invoke("")).rejects.toThrow("too loud");
    await expect(createChat("always-fails").invoke("")).rejects.toThrow("server had an error");
  });
  expect(session.getAnalytics()).toMatchObject({ errors: 3 });
  await session.end();
  const failed = (await spansOf(session)).filter(({ status }) => status.code === 2).map(({ name }) => name);
  expect(failed).toEqual(["fail", "execute_tool shout", "chat always-fails"]);
});
