/**
 * Instrumentations of others, which send to our server by exporters of their own or of OpenTelemetry: the scenario of
 * `test/emitters`, and what the page of its session shows. Calls that nothing was told of are no fault of the server:
 * what each emitter leaves out is said beside it.
 */
import { join } from "node:path";
import { runEmitter } from "../../emitters/run-emitter.ts";
import { QUESTION, SYSTEM } from "../../emitters/scenario.ts";
import { describePeer, describeProgram } from "../peer.ts";
import * as peers from "./peers.ts";
import { type SeenSession, sessionsOf, sessionsOfEmitter } from "./sessions-of.ts";

/** What was said in the call that follows the tool. */
const SAID = {
  prompt: {
    messages: [
      { role: "system", content: SYSTEM },
      { role: "user", content: QUESTION },
      { role: "assistant", tool_calls: [{ function: { name: "get_weather", arguments: '{"city":"Lisbon"}' } }] },
      { role: "tool", content: '{"city":"Lisbon","celsius":24}' },
    ],
  },
  completion: { messages: { role: "assistant", content: "No umbrella is needed: 24 °C." } },
};

const TOOL_RUNS = [{ name: "get_weather", params: { city: "Lisbon" }, returns: { city: "Lisbon", celsius: 24 } }];

function itShowsWhatWasSaid(session: () => SeenSession): void {
  it("shows what was said to the model and by it", () => {
    expect(session().exported.llms[1]).toMatchObject(SAID);
  });
}

function itShowsTheTool(session: () => SeenSession): void {
  it("shows what the tool was given and gave", () => {
    expect(session().exported.tools).toMatchObject(TOOL_RUNS);
  });
}

describePeer(peers.TRACELOOP, () => {
  let session: SeenSession;

  beforeAll(async () => {
    [session] = (await sessionsOfEmitter("openllmetry")) as [SeenSession];
  });

  it("has a session with the calls, tokens and cost of its workflow", () => {
    expect(session.item).toMatchObject({ id: "visit-7", running: true });
    // It tells nothing of the call that is refused, nor of embeddings, and guesses the tokens of streams: 19 and 10.
    expect(session.stats).toMatchObject({
      counts: { llm: 4, tool: 1, agent: 1 },
      errors: 0,
      prompt_tokens: 3_638,
      completion_tokens: 67,
      cost: 0.000_585_9,
      unpriced_calls: 0,
    });
  });

  itShowsWhatWasSaid(() => session);
  itShowsTheTool(() => session);
});

describePeer(peers.OPENINFERENCE, () => {
  let session: SeenSession;

  beforeAll(async () => {
    [session] = (await sessionsOfEmitter("openinference")) as [SeenSession];
  });

  it("has a session with the calls, tokens, cost and tags of its agent", () => {
    expect(session.item).toMatchObject({ id: "visit-7", tags: ["beta"], running: true });
    // It tells nothing of the call that is refused, nor of the tokens of streams and embeddings.
    expect(session.stats).toMatchObject({
      counts: { llm: 4, tool: 1, agent: 1, embedding: 1 },
      errors: 0,
      prompt_tokens: 3_619,
      completion_tokens: 57,
      tokens: { cache_read: 2_304, reasoning: 16 },
      cost: 0.000_404_25,
      unpriced_calls: 2,
    });
  });

  itShowsWhatWasSaid(() => session);
  itShowsTheTool(() => session);
});

describePeer(peers.OPENINFERENCE_LANGCHAIN, () => {
  it("has the calls of LangChain counted once, though the package below it tells of them too", async () => {
    // Nothing joins the runs of this program: each is a trace.
    const stats = (await sessionsOfEmitter("openinference-langchain")).map((session) => session.stats);
    expect(stats.map(({ counts, cost }) => [counts.llm, counts.tool, counts.chain, cost])).toEqual(
      expect.arrayContaining([
        [1, 0, 0, 0.000_186_15],
        [1, 0, 0, 0.000_109_05],
        [0, 1, 0, 0],
      ]),
    );
    const totals = { llm: 0, tool: 0, tokens: 0 };
    for (const { counts, tokens } of stats) {
      totals.llm += counts.llm;
      totals.tool += counts.tool;
      totals.tokens += tokens.total;
    }
    expect(totals).toEqual({ llm: 2, tool: 1, tokens: 2_436 });
  });
});

describePeer(peers.LANGFUSE, () => {
  let session: SeenSession;

  beforeAll(async () => {
    [session] = (await sessionsOfEmitter("langfuse")) as [SeenSession];
  });

  it("has a session with the calls, tokens, cost, failure, name and tags of its trace", () => {
    expect(session.item).toMatchObject({ id: "visit-7", name: "ask", tags: ["beta"], running: true });
    // It tells nothing of the tokens of embeddings. One generation says its own cost, 0.003.
    expect(session.stats).toMatchObject({
      counts: { llm: 6, tool: 1, agent: 1, embedding: 1 },
      errors: 1,
      prompt_tokens: 4_938,
      completion_tokens: 88,
      tokens: { cache_read: 3_496, reasoning: 24 },
      cost: 0.003_513_3,
      unpriced_calls: 1,
    });
  });

  itShowsWhatWasSaid(() => session);
  itShowsTheTool(() => session);
});

describePeer(peers.OPENTELEMETRY, () => {
  let session: SeenSession;

  beforeAll(async () => {
    [session] = (await sessionsOfEmitter("opentelemetry-openai")) as [SeenSession];
  });

  it("has a session with the calls, tokens, cost and failure of its trace", () => {
    expect(session.item).toMatchObject({ name: "POST /ask", end_state: "Indeterminate", running: false });
    // It tells nothing of cached tokens: all are charged in full.
    expect(session.stats).toMatchObject({
      counts: { llm: 5, embedding: 1 },
      errors: 1,
      prompt_tokens: 4_846,
      completion_tokens: 78,
      cost: 0.000_772_66,
      unpriced_calls: 0,
    });
    expect(session.exported.errors).toMatchObject([{ error_type: "AuthenticationError" }]);
  });

  // It sends it as log records.
  itShowsWhatWasSaid(() => session);
});

describePeer(peers.AI_SDK, () => {
  let sessions: readonly SeenSession[];

  beforeAll(async () => {
    sessions = await sessionsOfEmitter("ai-sdk-7");
  });

  it("has a session for each call of the application, with the calls, tokens, cost and failure within", () => {
    expect(sessions.map(({ stats }) => stats)).toMatchObject([
      {
        end_state: "Indeterminate",
        counts: { llm: 2, tool: 1, agent: 1 },
        errors: 0,
        tokens: { input: 2_400, output: 36, cache_read: 1_152 },
        cost: 0.000_295_2,
      },
      { counts: { llm: 1, agent: 1 }, errors: 0, tokens: { input: 1_219, output: 21 }, cost: 0.000_109_05 },
      {
        end_state: "Failure",
        end_state_reason: "Incorrect API key provided.",
        counts: { llm: 1, agent: 1 },
        errors: 1,
        cost: 0,
      },
      { counts: { llm: 0, embedding: 1 }, errors: 0, tokens: { input: 8 }, cost: 0.000_000_16 },
    ]);
  });

  itShowsWhatWasSaid(() => sessions[0]!);
  itShowsTheTool(() => sessions[0]!);
});

describeProgram(peers.OPENTELEMETRY_PYTHON, (python) => {
  let session: SeenSession;

  beforeAll(async () => {
    const file = join(__dirname, "openai_v2.py");
    [session] = (await sessionsOf((surroundings) => runEmitter(python, [file], surroundings))) as [SeenSession];
  });

  it("has a session with the calls, tokens, cost and failure of its trace", () => {
    expect(session.item).toMatchObject({ name: "POST /ask", end_state: "Indeterminate", running: false });
    // It tells nothing of cached tokens: all are charged in full. Its program does not ask for a response.
    expect(session.stats).toMatchObject({
      counts: { llm: 4, embedding: 1 },
      errors: 1,
      prompt_tokens: 3_627,
      completion_tokens: 57,
      cost: 0.000_577_21,
      unpriced_calls: 0,
    });
    expect(session.exported.errors).toMatchObject([{ error_type: "AuthenticationError" }]);
  });

  // It sends it as log records.
  itShowsWhatWasSaid(() => session);
});
