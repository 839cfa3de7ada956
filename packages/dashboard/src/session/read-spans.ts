/** Spans as the server sends them, made into rows. */
import { modelsOf, numberAttribute, type Attributes, StatusCode, stringAttribute, usageOf } from "@rootspan/model";
import {
  GEN_AI_AGENT_NAME,
  GEN_AI_USAGE_COST_AMOUNT,
  ROOTSPAN_ERROR_COUNTED,
  SERVICE_NAME,
} from "@rootspan/model/attributes";
import type { ExportedSpan } from "@rootspan/model/rest";
import type { SpanRow } from "./span-row.ts";

export function toSpanRow(span: ExportedSpan): SpanRow {
  const attributes = span.attributes as Attributes;
  const usage = usageOf(attributes);
  const isCall = span.kind === "llm" || span.kind === "embedding";
  return {
    id: span.span_id,
    parentId: span.parent_span_id ?? undefined,
    name: span.name,
    kind: span.kind,
    startMs: toMs(span.start_time_unix_nano),
    endMs: toMs(span.end_time_unix_nano),
    isFailed: span.status.code === StatusCode.error || span.kind === "error",
    isCountedElsewhere: attributes[ROOTSPAN_ERROR_COUNTED] === true,
    statusMessage: span.status.message ?? undefined,
    service: stringAttribute(span.resource as Attributes, SERVICE_NAME),
    agent: stringAttribute(attributes, GEN_AI_AGENT_NAME),
    model: isCall ? modelsOf(attributes)[0] : undefined,
    inputTokens: usage?.inputTokens ?? 0,
    outputTokens: usage?.outputTokens ?? 0,
    costUsd: isCall ? numberAttribute(attributes, GEN_AI_USAGE_COST_AMOUNT) : undefined,
  };
}

/** A double has the microsecond: nanoseconds since 1970 are taken apart before they become one. */
export function toMs(unixNano: string): number {
  const nanoseconds = BigInt(unixNano);
  return Number(nanoseconds / 1_000_000n) + Number(nanoseconds % 1_000_000n) / 1e6;
}
