/** A span as JSON: everything that is stored of it. */
import { kindOf, type SpanRecord, toTimestamp } from "@rootspan/model";
import type { ExportedSpan } from "@rootspan/model/rest";
import { toJsonAttributes } from "./event-text.ts";

export function toExportedSpan(span: SpanRecord): ExportedSpan {
  const { scope, status } = span;
  return {
    trace_id: span.traceId,
    span_id: span.spanId,
    parent_span_id: span.parentSpanId ?? null,
    name: span.name,
    kind: kindOf(span.attributes),
    span_kind: span.kind,
    start_time: toTimestamp(span.startTimeUnixNano),
    end_time: toTimestamp(span.endTimeUnixNano),
    start_time_unix_nano: String(span.startTimeUnixNano),
    end_time_unix_nano: String(span.endTimeUnixNano),
    status: { code: status.code, message: status.message ?? null },
    attributes: toJsonAttributes(span.attributes),
    events: span.events.map((event) => ({
      name: event.name,
      time: toTimestamp(event.timeUnixNano),
      time_unix_nano: String(event.timeUnixNano),
      attributes: toJsonAttributes(event.attributes),
      dropped_attributes_count: event.droppedAttributesCount ?? 0,
    })),
    links: span.links.map((link) => ({
      trace_id: link.traceId,
      span_id: link.spanId,
      trace_state: link.traceState ?? null,
      flags: link.flags ?? 0,
      attributes: toJsonAttributes(link.attributes),
      dropped_attributes_count: link.droppedAttributesCount ?? 0,
    })),
    resource: toJsonAttributes(span.resource),
    scope: { name: scope.name, version: scope.version ?? null, attributes: toJsonAttributes(scope.attributes ?? {}) },
    trace_state: span.traceState ?? null,
    flags: span.flags ?? 0,
    dropped_attributes_count: span.droppedAttributesCount ?? 0,
    dropped_events_count: span.droppedEventsCount ?? 0,
    dropped_links_count: span.droppedLinksCount ?? 0,
  };
}
