/** Parts spans that can be stored from spans that cannot. */
import type { SpanRecord } from "@rootspan/model";
import type { PartialSuccess } from "../otlp/encode-response.ts";

const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;
const ZERO_TRACE_ID = "0".repeat(32);
const ZERO_SPAN_ID = "0".repeat(16);

/** What a span can have wrong; the words are those that senders are told. */
const FAULTS = {
  trace_id_length: "a trace id that is not 16 bytes",
  trace_id_zero: "a trace id that is all zero",
  span_id_length: "a span id that is not 8 bytes",
  span_id_zero: "a span id that is all zero",
  parent_span_id_length: "a parent span id that is not 8 bytes",
} as const;

export type SpanFault = keyof typeof FAULTS;

export interface CheckedSpans {
  readonly valid: readonly SpanRecord[];
  /** Undefined when all are valid. */
  readonly rejected: PartialSuccess | undefined;
  /** How many spans have which fault. */
  readonly faults: ReadonlyMap<SpanFault, number>;
}

const NO_FAULTS: ReadonlyMap<SpanFault, number> = new Map();

/** Only ids are judged: times and names that make no sense are the emitter's business. */
export function checkSpans(spans: readonly SpanRecord[]): CheckedSpans {
  if (spans.every((span) => faultOf(span) === undefined)) {
    return { valid: spans, rejected: undefined, faults: NO_FAULTS };
  }
  const valid: SpanRecord[] = [];
  const places = new Map<SpanFault, number[]>();
  spans.forEach((span, index) => {
    const fault = faultOf(span);
    if (fault === undefined) valid.push(span);
    else if (places.has(fault)) places.get(fault)!.push(index);
    else places.set(fault, [index]);
  });
  const reasons = [...places].map(
    ([fault, indexes]) => `${indexes.length} with ${FAULTS[fault]} (the first is span ${indexes[0]} of the request)`,
  );
  return {
    valid,
    rejected: { rejectedSpans: spans.length - valid.length, errorMessage: `spans rejected: ${reasons.join("; ")}` },
    faults: new Map([...places].map(([fault, indexes]) => [fault, indexes.length])),
  };
}

function faultOf(span: SpanRecord): SpanFault | undefined {
  if (!TRACE_ID.test(span.traceId)) return "trace_id_length";
  if (span.traceId === ZERO_TRACE_ID) return "trace_id_zero";
  if (!SPAN_ID.test(span.spanId)) return "span_id_length";
  if (span.spanId === ZERO_SPAN_ID) return "span_id_zero";
  if (span.parentSpanId !== undefined && !SPAN_ID.test(span.parentSpanId)) return "parent_span_id_length";
  return undefined;
}
