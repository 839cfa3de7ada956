/** Spans of every kind of content that the API takes, with times that a double cannot hold. */
import type * as Api from "@opentelemetry/api";

/** 2025-11-23, and nanoseconds that end in odd digits. */
const SECONDS = 1_763_900_000;
const at = (nanoseconds: number): [number, number] => [SECONDS, nanoseconds];

/** Of whichever line. */
type UsedApi = Pick<typeof Api, "trace" | "context" | "SpanKind" | "SpanStatusCode">;

/** Prints the ids of the trace and of its spans, as JSON. */
export function makeSpans({ trace, context, SpanKind, SpanStatusCode }: UsedApi): void {
  const tracer = trace.getTracer("official", "1.2.3");
  const root = tracer.startSpan("root", {
    kind: SpanKind.SERVER,
    startTime: at(123_456_789),
    attributes: {
      "session.id": "official exporters",
      text: 'é 漢 🙂 \u0001 "quoted"',
      whole: 42,
      negative: -7,
      largest: Number.MAX_SAFE_INTEGER,
      fraction: 0.1,
      flag: true,
      texts: ["a", ""],
      numbers: [1, -2, 3],
      fractions: [0.5, 1.25],
      flags: [true, false],
      none: [],
      __proto__key: "own",
    },
  });
  const child = tracer.startSpan(
    "child",
    { startTime: at(123_456_790), links: [{ context: root.spanContext(), attributes: { why: "because" } }] },
    trace.setSpan(context.active(), root),
  );
  child.addEvent("noticed", { count: 3 }, at(123_456_791));
  child.setStatus({ code: SpanStatusCode.ERROR, message: "went wrong" });
  child.end(at(123_456_999));
  root.end(at(999_999_999));
  const { traceId } = root.spanContext();
  console.log(JSON.stringify({ traceId, rootId: root.spanContext().spanId, childId: child.spanContext().spanId }));
}
