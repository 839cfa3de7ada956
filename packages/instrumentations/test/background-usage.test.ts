/** What a background response used is told once, by the first answer that says it. */
import type { SpanContext } from "@opentelemetry/api";
import { countAccounts, noteUsage, settleUsage } from "../src/openai/background-usage.ts";

function span(traceId: string, spanId: string): SpanContext {
  return { traceId, spanId, traceFlags: 1 };
}

const ASKING = span("1".repeat(32), "a".repeat(16));
const FETCHING = span("1".repeat(32), "b".repeat(16));
const ELSEWHERE = span("2".repeat(32), "c".repeat(16));

const of = (id: string, more: object = {}) => ({
  "gen_ai.response.id": id,
  "rootspan.response.background": true,
  "gen_ai.response.status": "queued",
  ...more,
});
const USED = {
  "gen_ai.response.status": "completed",
  "gen_ai.usage.input_tokens": 12,
  "gen_ai.usage.output_tokens": 7,
};

it("is told by the first fetch that knows it, which names the call that asked", () => {
  noteUsage(of("one"), ASKING);
  expect(settleUsage(of("one"), FETCHING)).toEqual(of("one"));
  expect(settleUsage(of("one", USED), FETCHING)).toEqual({
    ...of("one", USED),
    "rootspan.usage.of_span_id": ASKING.spanId,
  });
  expect(settleUsage(of("one", USED), FETCHING)).toEqual(of("one", { "gen_ai.response.status": "completed" }));
});

it("is told by a fetch in another trace, and by one of a process that has not asked, without naming a call", () => {
  noteUsage(of("two"), ASKING);
  expect(settleUsage(of("two", USED), ELSEWHERE)).toEqual(of("two", USED));
  expect(settleUsage(of("unheard-of", USED), FETCHING)).toEqual(of("unheard-of", USED));
});

it("is told by the call that asked, where that reads to the end", () => {
  expect(noteUsage(of("three", USED), ASKING)).toEqual(of("three", USED));
  expect(settleUsage(of("three", USED), FETCHING)).not.toHaveProperty(["gen_ai.usage.input_tokens"]);
});

it("remembers a bounded number, and nothing of calls that somebody waits for", () => {
  const before = countAccounts();
  noteUsage({ "gen_ai.response.id": "foreground", ...USED }, ASKING);
  expect(countAccounts()).toBe(before);
  for (let index = 0; index < 3_000; index += 1) noteUsage(of(`many-${index}`), ASKING);
  expect(countAccounts()).toBe(1_000);
  expect(settleUsage(of("many-2999", USED), FETCHING)).toHaveProperty(["rootspan.usage.of_span_id"]);
  expect(settleUsage(of("many-0", USED), FETCHING)).not.toHaveProperty(["rootspan.usage.of_span_id"]);
});
