/** A span with everything that is stored of it. */
import type { SessionSpanKind } from "../event-kind.ts";

/** Of attributes: 64-bit integers as decimal text, bytes as base64, numbers that are not finite as text. */
export type JsonAttributes = Readonly<Record<string, unknown>>;

/** Times are RFC 3339 with milliseconds, and exact as decimal text of nanoseconds since 1970. */
export interface ExportedSpan {
  /** 32 hex digits. */
  readonly trace_id: string;
  /** 16 hex digits. */
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly name: string;
  readonly kind: SessionSpanKind;
  /** OTLP's number. */
  readonly span_kind: number;
  readonly start_time: string;
  readonly end_time: string;
  readonly start_time_unix_nano: string;
  readonly end_time_unix_nano: string;
  readonly status: ExportedStatus;
  readonly attributes: JsonAttributes;
  readonly events: readonly ExportedSpanEvent[];
  readonly links: readonly ExportedLink[];
  /** Attributes of what sent the span. */
  readonly resource: JsonAttributes;
  readonly scope: ExportedScope;
  readonly trace_state: string | null;
  readonly flags: number;
  readonly dropped_attributes_count: number;
  readonly dropped_events_count: number;
  readonly dropped_links_count: number;
}

export interface ExportedStatus {
  /** OTLP's number: 0 unset, 1 ok, 2 error. */
  readonly code: number;
  readonly message: string | null;
}

export interface ExportedSpanEvent {
  readonly name: string;
  readonly time: string;
  readonly time_unix_nano: string;
  readonly attributes: JsonAttributes;
  readonly dropped_attributes_count: number;
}

export interface ExportedLink {
  readonly trace_id: string;
  readonly span_id: string;
  readonly trace_state: string | null;
  readonly flags: number;
  readonly attributes: JsonAttributes;
  readonly dropped_attributes_count: number;
}

export interface ExportedScope {
  readonly name: string;
  readonly version: string | null;
  readonly attributes: JsonAttributes;
}
