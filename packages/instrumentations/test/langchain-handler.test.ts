/** Runs that a handler is told of, with and without the library being instrumented. */
import * as manager from "@langchain/core/callbacks/manager";
import * as chatModels from "@langchain/core/language_models/chat_models";
import { RunnableLambda } from "@langchain/core/runnables";
import * as runnables from "@langchain/core/runnables";
import * as singletons from "@langchain/core/singletons";
import { tool } from "@langchain/core/tools";
import * as tools from "@langchain/core/tools";
import { context, createContextKey, trace } from "@opentelemetry/api";
import { Annotation, Command, interrupt, MemorySaver, StateGraph } from "@langchain/langgraph";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { ChatOpenAI } from "@langchain/openai";
import { everyRoute, type LoopbackProvider, startLoopbackProvider } from "loopback-provider";
import OpenAI from "openai7";
import { langchainHandler, LangChainInstrumentation } from "../src/langchain/index.ts";
import { OpenAIInstrumentation } from "../src/openai/index.ts";
import { recordSpans } from "./support/recorded-spans.ts";
import { treeOf } from "./support/span-tree.ts";

const MODULES = [manager, chatModels, runnables, singletons, tools];
const CHAT = "chat answers: stop, 12 in, 7 out";

const spans = recordSpans();
const openai = new OpenAIInstrumentation();
openai.setTracerProvider(spans.provider);
openai.patchModule(OpenAI);

let provider: LoopbackProvider;
beforeAll(async () => {
  provider = await startLoopbackProvider(everyRoute);
});
afterAll(() => provider.close());
beforeEach(() => spans.clear());

function createChat(): ChatOpenAI {
  return new ChatOpenAI({
    model: "answers",
    apiKey: "sk-test",
    maxRetries: 0,
    configuration: { baseURL: provider.url },
  });
}

/** A graph with a tool that asks a model, and the provider itself. */
async function runGraph(callbacks: object[]): Promise<unknown> {
  const think = tool(
    async (question: string, config) => {
      const { content } = await createChat().invoke(question, config);
      const client = new OpenAI({ apiKey: "sk-test", baseURL: provider.url });
      await client.chat.completions.create({ model: "answers", messages: [{ role: "user", content: question }] });
      return content;
    },
    { name: "think", description: "Thinks" },
  );
  const State = Annotation.Root({ text: Annotation<string>() });
  const graph = new StateGraph(State)
    .addNode("ask", async ({ text }, config) => ({ text: JSON.stringify(await think.invoke(text, config)) }))
    .addEdge("__start__", "ask")
    .compile();
  const chain = RunnableLambda.from(async (text: string, config) => {
    return graph.invoke({ text }, config);
  });
  return chain.invoke("hello", { runName: "start", callbacks: callbacks as never });
}

describe("without instrumentation, a handler", () => {
  it("makes the tree, and counts what it records once", async () => {
    await runGraph([langchainHandler()]);
    // The call that the application makes itself finds no span of the tool active.
    expect(treeOf(spans.ended)).toBe(`start
  invoke_workflow LangGraph
    ask
      execute_tool think
        ${CHAT}
${CHAT}`);
    expect(spans.open).toBe(0);
  });

  it("counts streams and batches once", async () => {
    const callbacks = [langchainHandler()] as never;
    for await (const _chunk of await createChat().stream("hello", { callbacks }));
    await createChat().batch(["a", "b"], { callbacks });
    expect(treeOf(spans.ended)).toBe([CHAT, CHAT, CHAT].join("\n"));
    await createChat().invoke("nobody listens");
    expect(spans.ended).toHaveLength(4);
  });

  it("keeps any number of runs at once apart", async () => {
    const tracer = spans.provider.getTracer("application");
    const handler = langchainHandler();
    const roots = Array.from({ length: 8 }, (_, index) => tracer.startSpan(`root ${index}`));
    await Promise.all(
      roots.map((root) => context.with(trace.setSpan(context.active(), root), () => runGraph([handler]))),
    );
    for (const root of roots) root.end();
    for (const root of roots) {
      const { traceId } = root.spanContext();
      const own = spans.ended.filter((span) => span.spanContext().traceId === traceId);
      expect(own.map(({ name }) => name).filter((name) => !name.startsWith("root"))).toEqual([
        "start",
        "invoke_workflow LangGraph",
        "ask",
        "execute_tool think",
        "chat answers",
        "chat answers",
      ]);
    }
  });

  it("knows failures, and graphs that wait, from each other", async () => {
    const callbacks = [langchainHandler({ captureContent: true })] as never;
    const State = Annotation.Root({ text: Annotation<string>() });
    const graph = new StateGraph(State)
      .addNode("ask", () => ({ text: String(interrupt("sure?")) }))
      .addEdge("__start__", "ask")
      .compile({ checkpointer: new MemorySaver() });
    const config = { callbacks, configurable: { thread_id: "thread-of-a-handler" } };
    await graph.invoke({ text: "" }, config);
    await graph.invoke(new Command({ resume: "yes" }), config);
    const fail = RunnableLambda.from(() => Promise.reject(new RangeError("no more")));
    await expect(fail.invoke("", { callbacks })).rejects.toThrow("no more");
    expect(treeOf(spans.ended)).toBe(`invoke_workflow LangGraph
  ask
invoke_workflow LangGraph
  ask
RunnableLambda: ERROR RangeError`);
    const [waited, asked, resumed] = spans.ended;
    for (const span of [waited!, asked!]) {
      expect(span.attributes).toMatchObject({ "rootspan.graph.is_waiting": true });
      expect(span.attributes["rootspan.graph.interrupts"]).toContain("sure?");
    }
    expect(resumed!.links.map(({ context: { spanId } }) => spanId)).toEqual([waited!.spanContext().spanId]);
  });

  it("shows more of the library's own than where that is instrumented", async () => {
    const callbacks = [langchainHandler()] as never;
    const State = Annotation.Root({ text: Annotation<string>() });
    const graph = new StateGraph(State)
      .addNode("first", () => ({ text: "first" }))
      .addNode("second", () => ({ text: "second" }))
      .addEdge("__start__", "first")
      .addConditionalEdges("first", function choose() {
        return "second";
      })
      .compile();
    await graph.invoke({ text: "" }, { callbacks });
    const agent = createReactAgent({ llm: createChat(), tools: [], name: "forecaster" });
    await agent.invoke({ messages: [{ role: "user", content: "hello" }] }, { callbacks });
    expect(treeOf(spans.ended)).toBe(`invoke_workflow LangGraph
  first
    RunnableLambda
  second
invoke_workflow forecaster
  agent
    RunnableSequence
      prompt
      ${CHAT}
    RunnableLambda`);
  });

  it("is not told of models that are asked for events: their provider's package is seen instead", async () => {
    // The types know no callbacks there, and the library does not either.
    const options = { callbacks: [langchainHandler()] };
    await createChat().streamEvents("hello", options);
    expect(treeOf(spans.ended)).toBe(CHAT);
    expect(spans.ended[0]!.instrumentationScope.name).toBe("@rootspan/instrumentations/openai");
  });
});

it("with instrumentation, a handler leaves all to that", async () => {
  const langchain = new LangChainInstrumentation();
  langchain.setTracerProvider(spans.provider);
  langchain.patchModule(MODULES);
  try {
    await runGraph([langchainHandler(), langchainHandler()]);
    expect(treeOf(spans.ended)).toBe(`start
  invoke_workflow LangGraph
    ask
      execute_tool think
        ${CHAT}
        ${CHAT}`);
    expect(spans.open).toBe(0);
  } finally {
    langchain.unpatch(MODULES);
  }
});

it("counts a call once where the context manager of the application makes contexts of its own", async () => {
  const langchain = new LangChainInstrumentation();
  langchain.setTracerProvider(spans.provider);
  langchain.patchModule(MODULES);
  // As Sentry's does.
  const key = createContextKey("the manager's own");
  const enter = context.with.bind(context);
  const entered = jest
    .spyOn(context, "with")
    .mockImplementation((where, ...rest) => enter(where.setValue(key, "scopes").deleteValue(key), ...rest));
  try {
    await createChat().invoke("hello");
    expect(treeOf(spans.ended)).toBe(CHAT);
    expect(spans.open).toBe(0);
  } finally {
    entered.mockRestore();
    langchain.unpatch(MODULES);
  }
});
