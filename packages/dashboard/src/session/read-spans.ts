/** Spans as the server lists them, made into rows. */
import { StatusCode } from "@rootspan/model";
import type { SpanItem } from "@rootspan/model/rest";
import type { SpanRow } from "./span-row.ts";

/** Markers tell receivers something about an open session; nothing happened in them. */
export function rowsOf(spans: readonly SpanItem[]): readonly SpanRow[] {
  return spans.filter(({ kind }) => kind !== "marker").map(toSpanRow);
}

function toSpanRow(span: SpanItem): SpanRow {
  const { facts } = span;
  const isFailed = span.status_code === StatusCode.error || span.kind === "error";
  return {
    id: span.span_id,
    parentId: span.parent_span_id ?? undefined,
    name: span.name,
    kind: span.kind,
    startMs: toMs(span.start_time_unix_nano),
    endMs: toMs(span.end_time_unix_nano),
    isFailed,
    isCountedElsewhere: isFailed && facts?.errors === 0,
    statusMessage: facts?.message ?? undefined,
    agent: facts?.agent ?? undefined,
    model: facts?.model ?? undefined,
    inputTokens: facts?.input_tokens ?? 0,
    outputTokens: facts?.output_tokens ?? 0,
    costUsd: facts?.cost ?? undefined,
  };
}

/** A double has the microsecond: nanoseconds since 1970 are taken apart before they become one. */
function toMs(unixNano: string): number {
  const nanoseconds = BigInt(unixNano);
  return Number(nanoseconds / 1_000_000n) + Number(nanoseconds % 1_000_000n) / 1e6;
}
