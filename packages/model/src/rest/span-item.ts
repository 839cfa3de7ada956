/** Spans of a session, by pages. */
import type { SessionSpanKind } from "../event-kind.ts";
import type { ExportedSpan } from "./exported-span.ts";

/** A span without its content: what a tree or a timeline is drawn of. Times are as those of `ExportedSpan`. */
export interface SpanItem {
  /** 32 hex digits. */
  readonly trace_id: string;
  /** 16 hex digits. */
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly name: string;
  readonly kind: SessionSpanKind;
  readonly start_time: string;
  readonly end_time: string;
  readonly start_time_unix_nano: string;
  readonly end_time_unix_nano: string;
  /** OTLP's number: 0 unset, 1 ok, 2 error. */
  readonly status_code: number;
  /** Of the change that brought it. */
  readonly sequence: number;
  /** Of model calls and of what failed, with `include=facts`. */
  readonly facts?: SpanFacts;
}

/** What a span adds to its session. */
export interface SpanFacts {
  /** Of a model call, as far as it is known. */
  readonly model: string | null;
  readonly agent: string | null;
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** USD; null where no price is known, and of what is no model call. */
  readonly cost: number | null;
  /** 1 where it counts as a failure, 0 where another span stands for the same one. */
  readonly errors: number;
  readonly message: string | null;
}

/** The body of `GET /v2/sessions/{id}/spans`. */
export interface SpanList {
  readonly spans: readonly SpanItem[];
  /** The `cursor` of the next page; null when there are no more for now. */
  readonly next_cursor: string | null;
  /** What the page knows of: give it to `live` as `since` to miss nothing. */
  readonly sequence: number;
}

/** The same with `include=payload`. */
export interface FullSpanList {
  readonly spans: readonly ExportedSpan[];
  readonly next_cursor: string | null;
  readonly sequence: number;
}
