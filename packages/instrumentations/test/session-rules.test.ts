/** What a session says of content, beside what an instrumentation was told itself. */
import { createContextKey, ROOT_CONTEXT, type Span, trace } from "@opentelemetry/api";
import { withinSession } from "../src/session-rules.ts";
import { resolveOptions } from "../src/tracing.ts";

const upper = (value: unknown): unknown => (typeof value === "string" ? value.toUpperCase() : value);
const dots = (value: unknown): unknown => (typeof value === "string" ? `${value}...` : value);
const place = { attribute: "key", key: "" };

it("captures only where neither forbids it", () => {
  const captures = (own: boolean | undefined, said: boolean | undefined): boolean =>
    resolveOptions(own === undefined ? {} : { captureContent: own }).limitsWith(
      said === undefined ? {} : { captureContent: said },
    ).captureContent;
  expect([captures(true, false), captures(false, true), captures(true, undefined)]).toEqual([false, false, true]);
  expect([captures(undefined, true), captures(undefined, undefined)]).toEqual([true, false]);
});

it("keeps what was told where a session says something else", () => {
  const { limitsWith } = resolveOptions({ captureContent: true, maxAttributeBytes: 2_000, redact: upper });
  expect(limitsWith({ maxAttributeBytes: 5_000 })).toMatchObject({ captureContent: true, maxAttributeBytes: 2_000 });
  expect(limitsWith({ maxAttributeBytes: 1_500 }).maxAttributeBytes).toBe(1_500);
  expect(limitsWith({ captureContent: true }).redact?.("a", place)).toBe("A");
  expect(limitsWith({ redact: dots }).redact?.("a", place)).toBe("A...");
  expect(limitsWith(undefined).redact).toBe(upper);
});

it("leaves all to the session where it shall", () => {
  const { limitsWith } = resolveOptions({ captureContent: false, redact: upper, sessionDecides: true });
  expect(limitsWith({ captureContent: true, redact: dots })).toMatchObject({ captureContent: true, redact: dots });
});

it("has calls below the session's root where another trace is over it, and else where they are", () => {
  const spanOf = (traceId: string, spanId: string): Span => trace.wrapSpanContext({ traceId, spanId, traceFlags: 1 });
  const root = spanOf("1".repeat(32), "1".repeat(16));
  const tool = spanOf("1".repeat(32), "2".repeat(16));
  const request = spanOf("3".repeat(32), "3".repeat(16));
  const session = ROOT_CONTEXT.setValue(createContextKey("rootspan.session"), { rootSpan: root });
  const parentOf = (active: Span): Span | undefined => trace.getSpan(withinSession(trace.setSpan(session, active)));
  expect([parentOf(request), parentOf(tool)]).toEqual([root, tool]);
  expect(trace.getSpan(withinSession(trace.setSpan(ROOT_CONTEXT, request)))).toBe(request);
});
