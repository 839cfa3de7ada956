/** Graphs of LangGraph that wait for somebody, in sessions: what for, and who goes on with them. */
import * as manager from "@langchain/core/callbacks/manager";
import * as runnables from "@langchain/core/runnables";
import * as singletons from "@langchain/core/singletons";
import { Annotation, Command, interrupt, MemorySaver, StateGraph } from "@langchain/langgraph";
import { InMemorySpanExporter, type ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { flush, init, type Session, shutdown, startSession } from "rootspan";

const { RunnableLambda } = runnables;
const State = Annotation.Root({ text: Annotation<string>() });

let exporter: InMemorySpanExporter;
beforeEach(() => {
  exporter = new InMemorySpanExporter();
  init({
    autoStartSession: false,
    exporter,
    journal: false,
    hostEnvironment: "off",
    instrument: { langchain: [manager, runnables, singletons] },
  });
});
afterEach(() => shutdown());

async function spansOf(session: Session): Promise<readonly ReadableSpan[]> {
  await flush();
  return exporter.getFinishedSpans().filter(({ attributes }) => attributes["session.id"] === session.id);
}

it("links the run that goes on with a thread that waited", async () => {
  const session = startSession();
  const graph = new StateGraph(State)
    .addNode("ask", () => ({ text: String(interrupt({ question: "sure?" })) }))
    .addEdge("__start__", "ask")
    .compile({ checkpointer: new MemorySaver(), name: "asking" });
  const config = { configurable: { thread_id: "thread-1" } };
  await session.run(async () => {
    await graph.invoke({ text: "" }, config);
    await graph.invoke(new Command({ resume: "yes" }), config);
    await graph.invoke({ text: "anew" }, config);
  });
  expect(session.getAnalytics()).toMatchObject({ errors: 0, llmCalls: 0 });
  await session.end();
  const spans = await spansOf(session);
  const [waited, resumed, anew] = spans.filter(({ name }) => name === "invoke_workflow asking");
  expect(waited!.attributes).toMatchObject({ "gen_ai.conversation.id": "thread-1", "rootspan.graph.is_waiting": true });
  expect(JSON.parse(waited!.attributes["rootspan.graph.interrupts"] as string)).toMatchObject([
    { value: { question: "sure?" } },
  ]);
  expect(resumed!.links.map(({ context }) => context.spanId)).toEqual([waited!.spanContext().spanId]);
  expect(anew!.links).toEqual([]);
  expect(spans.filter(({ status }) => status.code === 2)).toEqual([]);
});

it("says all that a graph waits for, once, and only where it does", async () => {
  const session = startSession({ captureContent: true });
  const ask = (question: string) => () => ({ text: String(interrupt(question)) });
  const inner = new StateGraph(State).addNode("deep", ask("deep?")).addEdge("__start__", "deep").compile();
  const graph = new StateGraph(State)
    .addNode("left", ask("left?"))
    .addNode("right", inner)
    .addEdge("__start__", "left")
    .addEdge("__start__", "right")
    .compile({ checkpointer: new MemorySaver(), name: "asking" });
  const around = RunnableLambda.from(async function around() {
    await graph.invoke({ text: "" }, { configurable: { thread_id: "thread-2" } });
    return "goes on";
  });
  await session.run(() => around.invoke(""));
  await session.end();
  const waiting = Object.fromEntries(
    (await spansOf(session)).map(({ name, attributes }) => [
      name,
      attributes["rootspan.graph.is_waiting"] === true &&
        (JSON.parse(attributes["rootspan.graph.interrupts"] as string) as { value: unknown }[]).map(
          ({ value }) => value,
        ),
    ]),
  );
  expect(waiting).toEqual({
    session: false,
    "session.start": false,
    around: false,
    "invoke_workflow asking": ["left?", "deep?"],
    left: ["left?"],
    right: ["deep?"],
    deep: ["deep?"],
  });
});

it.each(["values", "updates"] as const)(
  "notices a breakpoint where a graph is streamed by its %s",
  async (streamMode) => {
    const session = startSession({ captureContent: false });
    const config = { configurable: { thread_id: `thread-${streamMode}` } };
    const graph = new StateGraph(State)
      .addNode("first", () => ({ text: "first" }))
      .addNode("second", () => ({ text: "second" }))
      .addEdge("__start__", "first")
      .addEdge("first", "second")
      .compile({ checkpointer: new MemorySaver(), name: "steps", interruptBefore: ["second"] });
    await session.run(async () => {
      for await (const _chunk of await graph.stream({ text: "" }, { ...config, streamMode }));
      for await (const _chunk of await graph.stream(null, { ...config, streamMode }));
    });
    await session.end();
    const [stopped, resumed] = (await spansOf(session)).filter(({ name }) => name === "invoke_workflow steps");
    expect(stopped!.attributes).toMatchObject({ "rootspan.graph.is_waiting": true });
    expect(resumed!.attributes).not.toHaveProperty(["rootspan.graph.is_waiting"]);
    expect(resumed!.links.map(({ context }) => context.spanId)).toEqual([stopped!.spanContext().spanId]);
  },
);
