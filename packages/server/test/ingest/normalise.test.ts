/** What other emitters send is understood: recordings of the real packages, drawn as a person would draw them. */
import { asSent, type SpanRecord } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { isOwn, normalise } from "../../src/ingest/normalise/normalise.ts";
import { RepeatedCalls } from "../../src/ingest/normalise/repeated-calls.ts";
import { span } from "../spans.ts";
import { drawSpans } from "./draw-spans.ts";
import { spansOf } from "./emitted.ts";

/** Emitter → what its recording says. */
const DRAWINGS = {
  "opentelemetry-openai": `
    other · POST /ask
      llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1181→15 · tool_calls
      llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1219→21 · stop
      llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1219→21 · stop
      llm · openai · gpt-4o-refused · ERROR AuthenticationError 401 Incorrect API key provided.
      embedding · openai · text-embedding-3-small · 8→0
      llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1219→21 · stop`,
  openllmetry: `
    chain · ask.workflow
      agent · weather_agent
        llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1181→15 · tool_call
        tool · get_weather({"city":"Lisbon"}) = {"city":"Lisbon","celsius":24}
        llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1219→21 · stop
        llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 19→10 · stop
        llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1219→21 · stop`,
  "openllmetry-indexed": `
    llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1181→15 · tool_calls
    llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1219→21 · stop
    llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · stop`,
  "openllmetry-langchain": `
    llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1181→15 · tool_call
    tool · get_weather({"city":"Lisbon"}) = {"city":"Lisbon","celsius":24}
    chain · chat gpt-4o-mini · gpt-4o-mini · 1219→21 · stop
    llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1219→21 · stop`,
  openinference: `
    agent · weather_agent
      llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1181→15 · tool_calls
      tool · get_weather({"city":"Lisbon"}) = {"city":"Lisbon","celsius":24}
      llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1219→21 · cached 1152 · reasoning 8 · stop
      llm · openai · gpt-4o-mini · stop
      embedding · openai · text-embedding-3-small
      llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1219→21 · cached 1152 · reasoning 8`,
  "openinference-langchain": `
    chain · weather_agent
    chain · ChatOpenAI · gpt-4o-mini · 1181→15 · tool_calls
    llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1181→15 · tool_calls
    tool · get_weather(Lisbon) = {"city":"Lisbon","celsius":24}
    chain · ChatOpenAI · gpt-4o-mini · 1219→21 · cached 1152 · reasoning 8 · stop
    llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1219→21 · cached 1152 · reasoning 8 · stop`,
  langfuse: `
    agent · weather_agent
      llm · gpt-4o-mini-2024-07-18 · 1181→15
      tool · get_weather({"city":"Lisbon"}) = {"city":"Lisbon","celsius":24}
      llm · gpt-4o-mini-2024-07-18 · 1219→21 · cached 1152 · reasoning 8
      llm · gpt-4o-mini · 1219→21 · cached 1152 · reasoning 8
      llm · gpt-4o-refused · ERROR Error: 401 Incorrect API key provided.
      embedding · text-embedding-3-small
      llm · gpt-4o-mini-2024-07-18 · 1219→21 · cached 1152 · reasoning 8
      llm · own-model · 100→10 · cached 40 · $0.003`,
  "ai-sdk-6": `
    agent · weather_agent
      llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1181→15 · tool-calls
      tool · get_weather({"city":"Lisbon"}) = {"city":"Lisbon","celsius":24}
      llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1219→21 · cached 1152 · reasoning 8 · stop
    agent · weather_agent
      llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1219→21 · cached 1152 · reasoning 8 · stop
    agent · weather_agent · ERROR AI_APICallError Incorrect API key provided.
      llm · openai · gpt-4o-refused · ERROR AI_APICallError Incorrect API key provided.
    chain · weather_agent
      embedding · openai · text-embedding-3-small · 8→0`,
  "ai-sdk-7": `
    agent · weather_agent · gpt-4o-mini · 2400→36 · cached 1152 · stop
      chain · step 1
        llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1181→15 · tool-calls
        tool · get_weather({"city":"Lisbon"}) = {"city":"Lisbon","celsius":24}
      chain · step 2
        llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1219→21 · cached 1152 · stop
    agent · weather_agent · gpt-4o-mini · 1219→21 · cached 1152 · stop
      chain · step 1
        llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1219→21 · cached 1152 · stop
    agent · weather_agent · gpt-4o-refused · ERROR AI_APICallError Incorrect API key provided.
      chain · step 1 · ERROR AI_APICallError Incorrect API key provided.
        llm · openai · gpt-4o-refused · ERROR AI_APICallError Incorrect API key provided.
    chain · embeddings text-embedding-3-small · text-embedding-3-small
      embedding · openai · text-embedding-3-small · 8→0`,
  "agentops-python": `
    session · ask
      agent · weather_agent
        chain · answer.task
          llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1181→15 · tool_calls
            other · tool_call.get_weather
          tool · get_weather({"city":"Lisbon"}) = {"city": "Lisbon", "celsius": 24}
          llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1219→21 · stop
          llm · openai · gpt-4o-mini-2024-07-18←gpt-4o-mini · 1219→21 · stop
          llm · openai · gpt-4o-refused · ERROR openai.AuthenticationError Error code: 401 - {'error': {'param': None, 'code': 'invalid_api_key', 'message': 'Incorrect API key provided.', 'type': 'invalid_request_error'}}
          embedding · openai · text-embedding-3-small · 8→0`,
} as const;

const EMITTERS = Object.keys(DRAWINGS);

function understand(spans: readonly SpanRecord[]): readonly SpanRecord[] {
  const repeatedCalls = new RepeatedCalls();
  return spans.map((one) => repeatedCalls.settle("project", isOwn(one) ? one : normalise(one), isOwn(one)));
}

const unindent = (text: string): string => text.replaceAll(/^ {4}/gm, "").trim();

describe("a recording", () => {
  it.each(Object.entries(DRAWINGS))("of %s is understood", (emitter, drawing) => {
    expect(drawSpans(understand(spansOf(emitter)))).toBe(unindent(drawing));
  });

  it.each(EMITTERS)("of %s can be given back as it was sent", (emitter) => {
    const sent = spansOf(emitter);
    const given = understand(sent).map(asSent);
    expect(given).toEqual(sent);
    expect(given.map(({ attributes }) => Object.keys(attributes))).toEqual(
      sent.map(({ attributes }) => Object.keys(attributes)),
    );
  });

  it.each(EMITTERS)("of %s that is understood again changes nothing", (emitter) => {
    const once = spansOf(emitter).map(normalise);
    expect(once.map((one) => (isOwn(one) ? one : normalise(one)))).toEqual(once);
  });
});

describe("what was said", () => {
  const SYSTEM = {
    role: "system",
    parts: [{ type: "text", content: "You are a weather agent. Answer in one sentence." }],
  };
  const QUESTION = { role: "user", parts: [{ type: "text", content: "Do I need an umbrella in Lisbon?" }] };
  const CALL = { type: "tool_call", id: "call_1", name: "get_weather", arguments: { city: "Lisbon" } };
  const RESPONSE = { type: "tool_call_response", id: "call_1" };

  /** The call that follows the tool: the one whose input holds most. */
  const secondCallOf = (emitter: string): SpanRecord =>
    understand(spansOf(emitter)).toSorted((a, b) => inputOf(b).length - inputOf(a).length)[0]!;
  const inputOf = ({ attributes }: SpanRecord): readonly object[] =>
    JSON.parse((attributes[key.GEN_AI_INPUT_MESSAGES] as string | undefined) ?? "[]") as readonly object[];

  it.each(["langfuse", "ai-sdk-6", "openinference", "openllmetry", "agentops-python"])(
    "to the model is known of %s",
    (emitter) => {
      const [system, question, call, response] = inputOf(secondCallOf(emitter));
      expect([system, question]).toEqual([SYSTEM, QUESTION]);
      expect(call).toMatchObject({ role: "assistant" });
      expect((call as { parts: readonly object[] }).parts.at(-1)).toMatchObject(CALL);
      expect(response).toMatchObject({ role: "tool" });
      expect((response as { parts: readonly object[] }).parts[0]).toMatchObject(RESPONSE);
    },
  );

  it.each(["langfuse", "ai-sdk-6", "openinference", "openllmetry", "openllmetry-indexed", "agentops-python"])(
    "by the model is known of %s",
    (emitter) => {
      const output: unknown = JSON.parse(secondCallOf(emitter).attributes[key.GEN_AI_OUTPUT_MESSAGES] as string);
      expect(output).toMatchObject([
        { role: "assistant", parts: [{ type: "text", content: "No umbrella is needed: 24 °C." }] },
      ]);
    },
  );

  it.each(["langfuse", "ai-sdk-6", "openinference", "openllmetry", "openllmetry-indexed", "agentops-python"])(
    "of tools is known of %s",
    (emitter) => {
      const [tool] = JSON.parse(
        secondCallOf(emitter).attributes[key.GEN_AI_TOOL_DEFINITIONS] as string,
      ) as readonly object[];
      expect(tool).toEqual({
        type: "function",
        name: "get_weather",
        description: "The weather of a city",
        parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
      });
    },
  );
});

describe("a session", () => {
  it.each(["langfuse", "ai-sdk-6", "openinference", "openllmetry"])("is named by %s", (emitter) => {
    expect(new Set(understand(spansOf(emitter)).map(({ attributes }) => attributes[key.SESSION_ID]))).toEqual(
      new Set(["visit-7"]),
    );
  });

  it.each(["langfuse", "ai-sdk-6", "openinference"])("has the tags of %s", (emitter) => {
    for (const { attributes } of understand(spansOf(emitter)))
      expect(attributes[key.ROOTSPAN_SESSION_TAGS]).toEqual(["beta"]);
  });

  it.each([
    ["session.id", { "session.id": "a", "langfuse.session.id": "b" }, "a"],
    ["langfuse.session.id", { "session.id": "", "langfuse.session.id": "b", "gen_ai.conversation.id": "c" }, "b"],
    [
      "gen_ai.conversation.id",
      { "gen_ai.conversation.id": "c", "traceloop.association.properties.session_id": "d" },
      "c",
    ],
    ["the association properties", { "traceloop.association.properties.session_id": "d" }, "d"],
    ["nothing", {}, undefined],
  ])("is grouped by %s", (_name, attributes, session) => {
    expect(normalise(span({ attributes })).attributes[key.SESSION_ID]).toBe(session);
  });
});

describe("words of older conventions", () => {
  const understood = (attributes: SpanRecord["attributes"]): SpanRecord["attributes"] =>
    normalise(span({ attributes: { "gen_ai.operation.name": "chat", ...attributes } })).attributes;

  it("are read as those of now", () => {
    expect(
      understood({
        "gen_ai.system": "az.ai.openai",
        "gen_ai.usage.prompt_tokens": 10,
        "gen_ai.usage.completion_tokens": "5",
        "gen_ai.usage.cache_creation.input_tokens": 4,
        "gen_ai.usage.cost": 0.25,
      }),
    ).toMatchObject({
      [key.GEN_AI_PROVIDER_NAME]: "azure.ai.openai",
      [key.GEN_AI_USAGE_INPUT_TOKENS]: 10,
      [key.GEN_AI_USAGE_OUTPUT_TOKENS]: 5,
      [key.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS]: 4,
      [key.GEN_AI_USAGE_COST_AMOUNT]: 0.25,
      [key.GEN_AI_USAGE_COST_SOURCE]: "provider",
    });
  });

  it("give way to words of now", () => {
    const sent = span({
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.usage.input_tokens": 7,
        "gen_ai.usage.prompt_tokens": 9,
      },
    });
    expect(normalise(sent)).toBe(sent);
  });

  it("of totals that lack what was cached are corrected, and can be given back", () => {
    const sent = span({
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.usage.input_tokens": 7,
        "gen_ai.usage.cache_read_input_tokens": 100,
      },
    });
    expect(normalise(sent).attributes[key.GEN_AI_USAGE_INPUT_TOKENS]).toBe(107);
    expect(asSent(normalise(sent))).toEqual(sent);
  });

  it("that are nonsense do no harm", () => {
    const sent = span({
      attributes: {
        "openinference.span.kind": 5,
        "llm.input_messages.0.message.content": ["x"],
        "llm.input_messages.__proto__.polluted": "yes",
        "llm.input_messages.99999999999.message": "far",
        "llm.token_count.prompt": "many",
        "llm.tools.0": 3,
        "tag.tags": "{",
      },
    });
    expect(asSent(normalise(sent))).toEqual(sent);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("a call that is told twice", () => {
  const call = (fields: Partial<SpanRecord>, attributes: SpanRecord["attributes"] = {}): SpanRecord =>
    span({ attributes: { "gen_ai.operation.name": "chat", "gen_ai.response.id": "r-1", ...attributes }, ...fields });
  const kindsOf = (spans: readonly SpanRecord[]): readonly unknown[] =>
    understand(spans).map(({ attributes }) => attributes[key.ROOTSPAN_KIND] ?? "counts");

  it("counts once: the innermost, where it came first", () => {
    const outer = call({ spanId: "a".repeat(16), traceId: "1".repeat(32) });
    const middle = call({ spanId: "b".repeat(16), traceId: "1".repeat(32), parentSpanId: outer.spanId });
    const inner = call({ traceId: "1".repeat(32), parentSpanId: middle.spanId });
    expect(kindsOf([inner, middle, outer])).toEqual(["counts", "chain", "chain"]);
    expect(kindsOf([outer, middle, inner])).toEqual(["counts", "chain", "chain"]);
  });

  it("counts once where another instrumentation tells of the same answer at the same time", () => {
    const library = call({ scope: { name: "library" } });
    const framework = call({ scope: { name: "framework" } });
    expect(kindsOf([library, framework])).toEqual(["counts", "chain"]);
    const later = call({
      scope: { name: "framework" },
      startTimeUnixNano: library.endTimeUnixNano + 1n,
      endTimeUnixNano: library.endTimeUnixNano + 2n,
    });
    expect(kindsOf([library, later, call({ scope: { name: "library" } })])).toEqual(["counts", "counts", "counts"]);
  });

  it("counts as our own SDK tells it", () => {
    const own = call(
      { spanId: "a".repeat(16), traceId: "1".repeat(32), parentSpanId: "b".repeat(16) },
      { [key.ROOTSPAN_KIND]: "llm" },
    );
    const outer = call({ spanId: "b".repeat(16), traceId: "1".repeat(32), scope: { name: "framework" } });
    expect(kindsOf([own, outer])).toEqual(["llm", "chain"]);
    expect(kindsOf([outer, own])).toEqual(["counts", "llm"]);
  });
});
