/** End states, ids, money, kinds and lines: the small words that everything else is made of. */
import fc from "fast-check";
import {
  createSessionId,
  EMPTY_TALLY,
  formatDuration,
  formatUsd,
  kindOf,
  parseEndState,
  parseSessionId,
  summarise,
  summaryLine,
  toPicodollars,
  toRootSpanId,
  toSessionId,
  toTraceId,
  usageOf,
} from "../src/index.ts";

describe("an end state", () => {
  it.each([
    ["Success", "Success"],
    ["SUCCESS", "Success"],
    ["Fail", "Failure"],
    [" failure ", "Failure"],
    ["error", "Failure"],
    ["Indeterminate", "Indeterminate"],
    ["constructor", undefined],
    ["", undefined],
    [undefined, undefined],
    [7, undefined],
  ])("%j is %s", (text, state) => {
    expect(parseEndState(text)).toBe(state);
  });
});

describe("a session id", () => {
  it("is a UUID of version 7 that sorts by time", () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 }), fc.uint8Array({ minLength: 10, maxLength: 10 }), (ms, random) => {
        const id = createSessionId(1_700_000_000_000 + ms, random);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(createSessionId(1_700_000_000_001 + ms, new Uint8Array(10)) > id).toBe(true);
      }),
    );
  });

  it("is the trace id, and its end the id of the root span", () => {
    const id = "018f6a00-1234-7abc-8def-0123456789ab";
    expect(toTraceId(id)).toBe("018f6a0012347abc8def0123456789ab");
    expect(toSessionId(toTraceId(id))).toBe(id);
    expect(toRootSpanId(id)).toBe("8def0123456789ab");
  });

  it.each([
    ["018F6A00-1234-7ABC-8DEF-0123456789AB", "018f6a00-1234-7abc-8def-0123456789ab"],
    ["018f6a0012347abc8def0123456789ab", "018f6a00-1234-7abc-8def-0123456789ab"],
    ["00000000-0000-0000-0000-000000000000", undefined],
    ["018f6a00-1234-7abc-8def-0123456789a", undefined],
    ["018f6a0012347abc-8def-0123456789ab", undefined],
    ["../../etc/passwd", undefined],
    [null, undefined],
  ])("%j is read as %s", (text, id) => {
    expect(parseSessionId(text)).toBe(id);
  });
});

describe("money", () => {
  it.each([
    [0, "0.00"],
    [0.004213, "0.004213"],
    [0.0000005, "0.000001"],
    [0.0000004, "0.000000"],
    [1234.5, "1234.500000"],
    [-0.5, "-0.500000"],
  ])("%d USD is written %s", (usd, text) => {
    expect(formatUsd(toPicodollars(usd))).toBe(text);
  });

  it("does not drift where doubles do", () => {
    const sum = Array.from({ length: 1_000 }, () => toPicodollars(0.1)).reduce((a, b) => a + b, 0n);
    expect(formatUsd(sum)).toBe("100.000000");
    expect(() => toPicodollars(Number.NaN)).toThrow(RangeError);
  });
});

describe("a span's kind", () => {
  it.each([
    [{ "rootspan.kind": "action" }, "action"],
    [{ "rootspan.kind": "tool", "gen_ai.operation.name": "chat" }, "tool"],
    [{ "rootspan.kind": "nonsense", "gen_ai.operation.name": "chat" }, "llm"],
    [{ "gen_ai.operation.name": "embeddings" }, "embedding"],
    [{ "gen_ai.operation.name": "toString" }, "other"],
    [{}, "other"],
  ])("%j is %s", (attributes, kind) => {
    expect(kindOf(attributes as Record<string, string>)).toBe(kind);
  });
});

describe("usage", () => {
  it("is read from older conventions and from numbers written as text", () => {
    expect(usageOf({ "gen_ai.usage.prompt_tokens": "12", "gen_ai.usage.completion_tokens": 3n })).toMatchObject({
      inputTokens: 12,
      outputTokens: 3,
    });
    expect(usageOf({ "gen_ai.usage.cache_creation.input_tokens": 5, "gen_ai.usage.input_tokens": 9 })).toMatchObject({
      inputTokens: 9,
      cacheWriteTokens: 5,
    });
  });

  it("is absent where the emitter gave none, never zero", () => {
    expect(usageOf({})).toBeUndefined();
    expect(usageOf({ "gen_ai.usage.input_tokens": "many" })).toBeUndefined();
  });
});

describe("the summary line", () => {
  it("has AgentOps' words", () => {
    expect(summaryLine({ ...summarise(EMPTY_TALLY), durationNs: 62_300_000_000n })).toBe(
      "Session Stats - Duration: 1m 2.3s | Cost: $0.00 | LLMs: 0 | Tools: 0 | Actions: 0 | Errors: 0",
    );
  });

  it.each([
    [0n, "0.0s"],
    [59_960_000_000n, "1m 0.0s"],
    [3_600_000_000_000n, "1h 0.0s"],
    [7_384_500_000_000n, "2h 3m 4.5s"],
  ])("%d ns last %s", (ns, text) => {
    expect(formatDuration(ns)).toBe(text);
  });
});
