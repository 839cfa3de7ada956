/** Spans as tests need them: valid, small, and each with an id of its own. */
import { type Attributes, type SpanRecord, toTraceId } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";

let made = 0;

export const START = 1_763_900_000_000_000_000n;

/** 16 hex digits that no other call gave. */
export function newSpanId(): string {
  made += 1;
  return made.toString(16).padStart(16, "0");
}

/** 32 hex digits that no other call gave. */
export function newTraceId(): string {
  return `${"a".repeat(16)}${newSpanId()}`;
}

export function newSessionId(): string {
  const hex = newTraceId();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function span(fields: Partial<SpanRecord> = {}): SpanRecord {
  return {
    traceId: newTraceId(),
    spanId: newSpanId(),
    name: "work",
    kind: 1,
    startTimeUnixNano: START,
    endTimeUnixNano: START + 1_000_000n,
    attributes: {},
    status: { code: 0 },
    resource: { "service.name": "shop" },
    scope: { name: "test" },
    events: [],
    links: [],
    ...fields,
  };
}

/** A span of a session, in the session's own trace. */
export function spanOf(sessionId: string, attributes: Attributes = {}, fields: Partial<SpanRecord> = {}): SpanRecord {
  return span({
    traceId: toTraceId(sessionId),
    parentSpanId: "f".repeat(16),
    attributes: { [key.SESSION_ID]: sessionId, ...attributes },
    ...fields,
  });
}

/** The root that ends a session. */
export function rootOf(sessionId: string, endState: string, attributes: Attributes = {}): SpanRecord {
  const { parentSpanId: _, ...root } = spanOf(sessionId, {
    [key.ROOTSPAN_KIND]: "session",
    [key.ROOTSPAN_SESSION_END_STATE]: endState,
    ...attributes,
  });
  return { ...root, endTimeUnixNano: START + 5_000_000_000n };
}

/** An LLM call that used tokens of a model with a list price. */
export function callOf(sessionId: string, inputTokens = 1_000, outputTokens = 100): SpanRecord {
  return spanOf(sessionId, {
    [key.ROOTSPAN_KIND]: "llm",
    [key.GEN_AI_PROVIDER_NAME]: "openai",
    [key.GEN_AI_RESPONSE_MODEL]: "gpt-4o-mini",
    [key.GEN_AI_USAGE_INPUT_TOKENS]: inputTokens,
    [key.GEN_AI_USAGE_OUTPUT_TOKENS]: outputTokens,
  });
}
