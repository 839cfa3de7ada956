/** Reads a line of the journal that may be anything: half written, or overwritten by whatever a broken disk returns. */
import { isLineShaped } from "./export-body.ts";

export interface ParsedAttribute {
  readonly key: string;
  readonly value: unknown;
}

/** Of a span in OTLP/JSON, what recovery looks at. */
export interface ParsedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly ParsedAttribute[];
  readonly status?: unknown;
}

interface ParsedRequest {
  readonly resourceSpans: readonly [
    { readonly scopeSpans: readonly [{ readonly spans: readonly [ParsedSpan] } & Record<string, unknown>] },
  ];
}

const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;
const NANOS = /^\d{1,20}$/;

/** The span of the line; undefined when the line is no whole span of ours. */
export function parseLine(line: string): ParsedSpan | undefined {
  if (!isLineShaped(line)) return undefined;
  try {
    const request = JSON.parse(line) as ParsedRequest;
    const [span, ...others] = request.resourceSpans[0].scopeSpans[0].spans as readonly ParsedSpan[];
    return span !== undefined && others.length === 0 && isSpan(span) ? span : undefined;
  } catch {
    return undefined;
  }
}

function isSpan({ traceId, spanId, startTimeUnixNano, endTimeUnixNano, attributes }: ParsedSpan): boolean {
  return (
    TRACE_ID.test(traceId) &&
    SPAN_ID.test(spanId) &&
    NANOS.test(startTimeUnixNano) &&
    NANOS.test(endTimeUnixNano) &&
    (attributes === undefined || Array.isArray(attributes))
  );
}
