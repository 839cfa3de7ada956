/** What of a span only those want who read it: attributes, events, links, resource, scope. */
import type { SpanRecord } from "@rootspan/model";

/** What lists of spans do not show. */
export type SpanRest = Omit<
  SpanRecord,
  "traceId" | "spanId" | "parentSpanId" | "name" | "startTimeUnixNano" | "endTimeUnixNano"
>;
