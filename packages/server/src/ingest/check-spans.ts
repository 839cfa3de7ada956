/** Parts spans that can be stored from spans that cannot. */
import type { SpanRecord } from "@rootspan/model";
import type { PartialSuccess } from "../otlp/encode-response.ts";

const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;
const ZERO_TRACE_ID = "0".repeat(32);
const ZERO_SPAN_ID = "0".repeat(16);

export interface CheckedSpans {
  readonly valid: readonly SpanRecord[];
  /** Undefined when all are valid. */
  readonly rejected: PartialSuccess | undefined;
}

/** Only ids are judged: times and names that make no sense are the emitter's business. */
export function checkSpans(spans: readonly SpanRecord[]): CheckedSpans {
  if (spans.every((span) => faultOf(span) === undefined)) return { valid: spans, rejected: undefined };
  const valid: SpanRecord[] = [];
  const places = new Map<string, number[]>();
  spans.forEach((span, index) => {
    const fault = faultOf(span);
    if (fault === undefined) valid.push(span);
    else places.set(fault, [...(places.get(fault) ?? []), index]);
  });
  const reasons = [...places].map(
    ([fault, indexes]) => `${indexes.length} with ${fault} (the first is span ${indexes[0]} of the request)`,
  );
  return {
    valid,
    rejected: { rejectedSpans: spans.length - valid.length, errorMessage: `spans rejected: ${reasons.join("; ")}` },
  };
}

function faultOf(span: SpanRecord): string | undefined {
  if (!TRACE_ID.test(span.traceId)) return "a trace id that is not 16 bytes";
  if (span.traceId === ZERO_TRACE_ID) return "a trace id that is all zero";
  if (!SPAN_ID.test(span.spanId)) return "a span id that is not 8 bytes";
  if (span.spanId === ZERO_SPAN_ID) return "a span id that is all zero";
  if (span.parentSpanId !== undefined && !SPAN_ID.test(span.parentSpanId))
    return "a parent span id that is not 8 bytes";
  return undefined;
}
