/** What lists of spans tell of a model call or a failure besides its row: what the fold makes of it. */
import {
  addSpan,
  EMPTY_TALLY,
  modelsOf,
  type PriceBook,
  type SpanRecord,
  StatusCode,
  stringAttribute,
  toUsd,
} from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { SpanFacts } from "@rootspan/model/rest";
import type { SessionStore, SpanRow } from "../store/session-store.ts";

/** Spans that are read together: with what they hold they may be large. */
const AT_ONCE = 200;

/** By trace and span id. */
export type FactsOf = (row: SpanRow) => SpanFacts | undefined;

export async function readFacts(
  sessions: SessionStore,
  at: { readonly projectId: string; readonly sessionId: string },
  rows: readonly SpanRow[],
  prices: PriceBook,
): Promise<FactsOf> {
  const told = rows.filter(({ kind, statusCode }) => isTold(kind) || statusCode === StatusCode.error);
  const facts = new Map<string, SpanFacts>();
  for (let start = 0; start < told.length; start += AT_ONCE) {
    const spans = await sessions.readSpans(at.projectId, at.sessionId, told.slice(start, start + AT_ONCE));
    for (const span of spans) facts.set(span.traceId + span.spanId, toFacts(span, prices));
  }
  return ({ traceId, spanId }) => facts.get(traceId + spanId);
}

function isTold(kind: SpanRow["kind"]): boolean {
  return kind === "llm" || kind === "embedding" || kind === "error";
}

function toFacts(span: SpanRecord, prices: PriceBook): SpanFacts {
  const { attributes } = span;
  const { calls, errors } = addSpan(EMPTY_TALLY, span, prices);
  return {
    model: calls.calls === 0 ? null : (modelsOf(attributes)[0] ?? null),
    agent: stringAttribute(attributes, key.GEN_AI_AGENT_NAME) ?? null,
    input_tokens: calls.usage.inputTokens,
    output_tokens: calls.usage.outputTokens,
    cost: calls.calls === 0 || calls.unpricedCalls > 0 ? null : toUsd(calls.cost),
    errors,
    message: span.status.message ?? stringAttribute(attributes, key.EXCEPTION_MESSAGE) ?? null,
  };
}
