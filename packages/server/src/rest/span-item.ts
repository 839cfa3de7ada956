/** A span as trees and timelines show it. */
import { toTimestamp } from "@rootspan/model";
import type { SpanFacts, SpanItem } from "@rootspan/model/rest";
import type { SpanRow } from "../store/session-store.ts";

export function toSpanItem(row: SpanRow, facts?: SpanFacts): SpanItem {
  return {
    trace_id: row.traceId,
    span_id: row.spanId,
    parent_span_id: row.parentSpanId ?? null,
    name: row.name,
    kind: row.kind,
    start_time: toTimestamp(row.startTimeUnixNano),
    end_time: toTimestamp(row.endTimeUnixNano),
    start_time_unix_nano: String(row.startTimeUnixNano),
    end_time_unix_nano: String(row.endTimeUnixNano),
    status_code: row.statusCode,
    sequence: row.sequence,
    ...(facts !== undefined && { facts }),
  };
}
