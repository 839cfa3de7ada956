/** Runs that a handler is told of, with and without the library being instrumented. */
import * as manager from "@langchain/core/callbacks/manager";
import * as chatModels from "@langchain/core/language_models/chat_models";
import { RunnableLambda } from "@langchain/core/runnables";
import * as runnables from "@langchain/core/runnables";
import * as singletons from "@langchain/core/singletons";
import { tool } from "@langchain/core/tools";
import * as tools from "@langchain/core/tools";
import { Annotation, StateGraph } from "@langchain/langgraph";
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
