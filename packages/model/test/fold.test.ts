/** The fold gives the same session for the same spans in any order and any grouping. */
import fc from "fast-check";
import {
  addSpan,
  attributes as key,
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
