/** The fold gives the same session for the same spans in any order and any grouping. */
import fc from "fast-check";
import * as key from "../src/attributes.ts";
import {
  addSpan,
  createPriceBook,
  EMPTY_TALLY,
  type FoldableSpan,
  mergeTallies,
  type SessionTally,
  summarise,
  tallyFromJson,
  tallyToJson,
  toStats,
} from "../src/index.ts";

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef".split("")), minLength: length, maxLength: length });

const time = fc.bigInt({ min: 1_700_000_000_000_000_000n, max: 1_700_000_100_000_000_000n });

const tokens = fc.nat({ max: 200_000 });

const attributes = fc.oneof(
  fc.record(
    {
      [key.ROOTSPAN_KIND]: fc.constantFrom("llm", "embedding"),
      [key.GEN_AI_PROVIDER_NAME]: fc.constantFrom("openai", "anthropic", "acme"),
      [key.GEN_AI_RESPONSE_MODEL]: fc.constantFrom(
        "gpt-4o-mini",
        "gpt-5",
        "claude-sonnet-4-5",
        "text-embedding-3-small",
        "unheard-of",
      ),
      [key.GEN_AI_USAGE_INPUT_TOKENS]: tokens,
      [key.GEN_AI_USAGE_OUTPUT_TOKENS]: tokens,
      [key.GEN_AI_AGENT_NAME]: fc.constantFrom("planner", "writer", "__proto__"),
      [key.GEN_AI_USAGE_COST_AMOUNT]: fc.double({ min: 0, max: 10, noNaN: true }),
    },
    { requiredKeys: [key.ROOTSPAN_KIND] },
  ),
  fc.record(
    {
      [key.GEN_AI_OPERATION_NAME]: fc.constant("fetch_response"),
      [key.GEN_AI_RESPONSE_MODEL]: fc.constantFrom("gpt-5", "unheard-of"),
      [key.GEN_AI_USAGE_INPUT_TOKENS]: tokens,
      [key.ROOTSPAN_USAGE_OF_SPAN_ID]: hex(16),
    },
    { requiredKeys: [key.GEN_AI_OPERATION_NAME] },
  ),
  fc.record({ [key.ROOTSPAN_KIND]: fc.constantFrom("tool", "action", "error", "agent", "nonsense") }),
  fc.record({
    [key.ROOTSPAN_KIND]: fc.constantFrom("session", "marker"),
    [key.ROOTSPAN_SESSION_TAGS]: fc.array(fc.string(), { maxLength: 3 }),
    [key.ROOTSPAN_SESSION_END_STATE]: fc.constantFrom("Success", "Failure"),
    [key.ROOTSPAN_SESSION_OWNER]: fc.boolean(),
  }),
);

const span: fc.Arbitrary<FoldableSpan> = fc
  .record({
    traceId: hex(32),
    spanId: hex(16),
    parentSpanId: fc.option(hex(16), { nil: undefined }),
    name: fc.string(),
    startTimeUnixNano: time,
    endTimeUnixNano: time,
    attributes,
    status: fc.record({ code: fc.constantFrom(0, 1, 2) }),
    resource: fc.record({ "service.name": fc.constantFrom("api", "worker") }),
  })
  .map(({ parentSpanId, ...rest }) => (parentSpanId === undefined ? rest : { ...rest, parentSpanId }));

const spans = fc.uniqueArray(span, { selector: ({ spanId }) => spanId, maxLength: 30 });

const prices = createPriceBook();

function fold(batch: readonly FoldableSpan[]): SessionTally {
  return batch.reduce((tally, next) => addSpan(tally, next, prices), EMPTY_TALLY);
}

/** Everything that is shown of a session. */
function shown(tally: SessionTally) {
  const summary = summarise(tally);
  return { summary, stats: toStats("018f6a00-0000-7000-8000-000000000000", summary) };
}

describe("the fold", () => {
  it("does not depend on the order of the spans", () => {
    fc.assert(
      fc.property(
        spans.chain((batch) => fc.tuple(fc.constant(batch), fc.shuffledSubarray(batch, { minLength: batch.length }))),
        ([batch, shuffled]) => {
          expect(shown(fold(shuffled))).toEqual(shown(fold(batch)));
        },
      ),
    );
  });

  it("does not depend on how the spans are grouped, nor on tallies being stored in between", () => {
    fc.assert(
      fc.property(spans, fc.array(fc.nat({ max: 29 }), { maxLength: 4 }), (batch, cuts) => {
        const edges = [0, ...cuts.toSorted((a, b) => a - b), batch.length];
        const groups = edges.slice(1).map((edge, index) => batch.slice(edges[index], edge));
        const stored = groups.map((group) => tallyFromJson(tallyToJson(fold(group))));
        expect(shown(stored.reduce(mergeTallies, EMPTY_TALLY))).toEqual(shown(fold(batch)));
      }),
    );
  });
});

describe("a tally", () => {
  const call = (spanId: number, attributes: Record<string, string | number | boolean>): FoldableSpan => ({
    traceId: "018f6a0012347abc8def0123456789ab",
    spanId: spanId.toString(16).padStart(16, "0"),
    parentSpanId: "8def0123456789ab",
    name: "chat",
    startTimeUnixNano: 1n,
    endTimeUnixNano: 2n,
    attributes: { [key.ROOTSPAN_KIND]: "llm", ...attributes },
    status: { code: 0 },
    resource: {},
  });

  it("tells a bounded number of models and agents apart, the same ones in any order, and loses no call", () => {
    const calls = Array.from({ length: 450 }, (_, index) =>
      call(index + 1, {
        [key.GEN_AI_RESPONSE_MODEL]: `model-${index % 300}`,
        [key.GEN_AI_AGENT_NAME]: `agent-${index}`,
        [key.GEN_AI_USAGE_INPUT_TOKENS]: index,
      }),
    );
    const shuffled = [
      ...calls.filter((_, index) => index % 2 === 1).toReversed(),
      ...calls.filter((_, index) => index % 2 === 0),
    ];
    const summary = summarise(fold(calls));
    expect(shown(fold(shuffled))).toEqual(shown(fold(calls)));
    const halves = [calls.slice(0, 225), calls.slice(225)].map(fold);
    expect(shown(mergeTallies(halves[1]!, halves[0]!))).toEqual(shown(fold(calls)));
    expect(summary.models).toHaveLength(201);
    expect(summary.agents).toHaveLength(201);
    expect(summary.models.map((model) => model.model)).toContain("(others)");
    expect(summary.models.reduce((sum, model) => sum + model.calls, 0)).toBe(450);
    expect(summary.calls.usage.inputTokens).toBe((449 * 450) / 2);
  });

  it.each([
    ["an endless cost", { [key.GEN_AI_USAGE_COST_AMOUNT]: 1e300 }],
    ["an endless cost as text", { [key.GEN_AI_USAGE_COST_AMOUNT]: "1e300" }],
    ["a negative cost", { [key.GEN_AI_USAGE_COST_AMOUNT]: -1 }],
    ["a cost in another currency", { [key.GEN_AI_USAGE_COST_AMOUNT]: 1, [key.GEN_AI_USAGE_COST_CURRENCY]: "EUR" }],
    ["more tokens than there can be", { [key.GEN_AI_USAGE_INPUT_TOKENS]: 1e308, [key.GEN_AI_RESPONSE_MODEL]: "gpt-5" }],
    ["half a token", { [key.GEN_AI_USAGE_INPUT_TOKENS]: 0.5, [key.GEN_AI_RESPONSE_MODEL]: "gpt-5" }],
    ["no usage", { [key.GEN_AI_RESPONSE_MODEL]: "gpt-5" }],
  ])("takes %s for an unpriced call, and does not throw", (_what, attributes) => {
    const tally = fold([call(1, attributes)]);
    expect(tallyFromJson(tallyToJson(tally))).toEqual(tally);
    expect(tally.calls).toMatchObject({ calls: 1, cost: 0n, unpricedCalls: 1, usage: { inputTokens: 0 } });
  });

  it("stays small whatever a span says", () => {
    const huge = "😀".repeat(500_000);
    const root: FoldableSpan = { ...call(1, {}), name: huge, status: { code: 2, message: huge } };
    const { parentSpanId: _none, ...parentless } = root;
    const own = {
      ...call(2, {}),
      attributes: {
        [key.ROOTSPAN_KIND]: "marker",
        [key.ROOTSPAN_SESSION_TAGS]: Array.from({ length: 10_000 }, () => huge),
        [key.ROOTSPAN_SESSION_VIDEO]: huge,
        [key.ROOTSPAN_SESSION_HOST_ENVIRONMENT]: huge,
      },
      resource: { "service.name": huge },
    };
    const named = call(3, {
      [key.GEN_AI_RESPONSE_MODEL]: huge,
      [key.GEN_AI_AGENT_NAME]: huge,
      [key.GEN_AI_PROVIDER_NAME]: huge,
    });
    const json = tallyToJson(fold([parentless, own, named]));
    expect(json.length).toBeLessThan(60_000);
    expect(json.isWellFormed()).toBe(true);
  });

  it("counts a failure once: where it happened, and not again for the agent around it or the event that tells it", () => {
    const failed = { code: 2 };
    const tally = fold([
      { ...call(1, { [key.ROOTSPAN_KIND]: "tool" }), status: failed },
      { ...call(2, { [key.ROOTSPAN_KIND]: "agent" }), status: failed },
      { ...call(3, { [key.ROOTSPAN_KIND]: "error", [key.ROOTSPAN_ERROR_COUNTED]: true }), status: failed },
      { ...call(4, { [key.ROOTSPAN_KIND]: "error" }), status: failed },
    ]);
    expect(tally.errors).toBe(2);
  });

  it("does not take a failed call that used nothing for an unpriced one", () => {
    const tally = fold([{ ...call(1, { [key.GEN_AI_REQUEST_MODEL]: "unheard-of" }), status: { code: 2 } }]);
    expect(tally.calls).toMatchObject({ calls: 1, unpricedCalls: 0 });
  });

  it("counts a background response once: the call that asked for it, and what the fetch of it tells", () => {
    const asked = call(1, { [key.GEN_AI_RESPONSE_MODEL]: "gpt-5" });
    const fetched = (more: Record<string, string | number>): FoldableSpan => ({
      ...call(2, {}),
      attributes: {
        [key.GEN_AI_OPERATION_NAME]: "fetch_response",
        [key.GEN_AI_RESPONSE_MODEL]: "gpt-5",
        [key.GEN_AI_PROVIDER_NAME]: "openai",
        ...more,
      },
    });
    const told = { [key.GEN_AI_USAGE_INPUT_TOKENS]: 1_000, [key.GEN_AI_USAGE_OUTPUT_TOKENS]: 10 };
    const settling = fetched({ ...told, [key.ROOTSPAN_USAGE_OF_SPAN_ID]: asked.spanId });
    expect(fold([asked]).calls).toMatchObject({ calls: 1, unpricedCalls: 1 });
    expect(fold([asked, fetched({})]).calls).toMatchObject({ calls: 1, unpricedCalls: 1, usage: { inputTokens: 0 } });
    expect(fold([asked, settling, fetched({})]).calls).toMatchObject({
      calls: 1,
      unpricedCalls: 0,
      usage: { inputTokens: 1_000, outputTokens: 10 },
      cost: 1_350_000_000n,
    });
    // Of a response that another process asked for.
    expect(fold([fetched(told)]).calls).toMatchObject({ calls: 0, unpricedCalls: 0, cost: 1_350_000_000n });
    // The fetch may arrive first.
    expect(summarise(fold([settling])).calls.unpricedCalls).toBe(0);
  });

  it("is neither ended nor named by a trace within the session that has a root of its own", () => {
    const { parentSpanId: _none, ...parentless } = call(1, {
      [key.SESSION_ID]: "018f6a00-1234-7abc-8def-0123456789ab",
    });
    const inside = { ...parentless, traceId: "f".repeat(32), name: "GET /jobs", status: { code: 2 } };
    expect(summarise(fold([inside]))).toMatchObject({ running: true, name: undefined, endState: undefined });
    // A trace that is the session, made by another emitter, ends it.
    expect(summarise(fold([{ ...parentless, name: "agent run" }]))).toMatchObject({
      running: false,
      name: "agent run",
      endState: "Indeterminate",
    });
  });

  it("is named, described and ended by its owner, whatever its parts say, and when; their tags are added", () => {
    const root = (owner: boolean, name: string, tags: string[], lateness: bigint): FoldableSpan => {
      const span = call(1, {});
      const attributes = {
        [key.ROOTSPAN_KIND]: "session",
        [key.ROOTSPAN_SESSION_OWNER]: owner,
        [key.ROOTSPAN_SESSION_NAME]: name,
        [key.ROOTSPAN_SESSION_TAGS]: tags,
        [key.ROOTSPAN_SESSION_HOST_ENVIRONMENT]: JSON.stringify({ name }),
        [key.ROOTSPAN_SESSION_END_STATE]: owner ? "Success" : "Failure",
      };
      return { ...span, attributes, endTimeUnixNano: span.endTimeUnixNano + lateness };
    };
    const parts = [root(false, "part", ["web", "late"], 9_000_000_000n), root(false, "other", ["early"], -5n)];
    expect(summarise(fold(parts))).toMatchObject({ running: true, name: "part", tags: ["early", "late", "web"] });
    expect(summarise(fold([...parts, root(true, "owner", ["web", "first"], 0n)]))).toMatchObject({
      name: "owner",
      tags: ["web", "first", "early", "late"],
      hostEnvironment: '{"name":"owner"}',
      endState: "Success",
    });
  });
});
