/**
 * What the thread that answers makes ready of spans, so that the one that writes has little to do for each, and little
 * to be sent: it inserts rows and puts texts together.
 */
import {
  addSpan,
  EMPTY_TALLY,
  kindOf,
  type ModelCall,
  modelCallOf,
  type PriceBook,
  type SessionTally,
  type SpanRecord,
} from "@rootspan/model";
import { CallAccumulator } from "../../call-accumulator.ts";
import { hourOf } from "../../hour.ts";
import { sessionKeyOf } from "../../session-key.ts";
import type { SpanRow } from "../../session-store.ts";
import { readChunk, SpanChunk, type SpanTexts, toSpanTexts } from "../span-chunk.ts";

/** In none of the names of groups. */
const KEY_SEPARATOR = "\u0000";

/** A span's row, and the texts of what else it holds. */
export interface PreparedSpan extends Omit<SpanRow, "traceId" | "sequence">, SpanTexts {}

/** Model calls of one hour, model, agent and service. */
export interface PreparedCalls extends Pick<ModelCall, "model" | "agent" | "service"> {
  readonly hour: number;
  /** See `CallAccumulator`. */
  readonly sums: string;
}

/** Spans of one trace that say the same of their session, with what they add to it where all of them are new to it. */
export interface SpanGroup {
  readonly traceId: string;
  /** What they say their session is. */
  readonly sessionId: string | undefined;
  readonly spans: readonly PreparedSpan[];
  readonly tally: SessionTally;
  readonly calls: readonly PreparedCalls[];
}

/** A group that grows. */
interface OpenGroup extends Omit<SpanGroup, "calls"> {
  readonly spans: PreparedSpan[];
  tally: SessionTally;
  readonly calls: Map<string, OpenCalls>;
}

interface OpenCalls extends Omit<PreparedCalls, "sums"> {
  readonly sums: CallAccumulator;
}

/** In the order of their first spans. */
export function prepareSpans(spans: readonly SpanRecord[], prices: PriceBook): readonly SpanGroup[] {
  const groups = new Map<string, OpenGroup>();
  for (const span of spans) {
    const group = groupOf(groups, span);
    const call = modelCallOf(span, prices);
    group.spans.push(prepare(span));
    group.tally = addSpan(group.tally, span, prices, call);
    if (call !== undefined) callsOf(group, call).add(call);
  }
  return [...groups.values()].map((group) => ({
    ...group,
    calls: [...group.calls.values()].map((calls) => ({ ...calls, sums: calls.sums.toJson() })),
  }));
}

function groupOf(groups: Map<string, OpenGroup>, { traceId, attributes }: SpanRecord): OpenGroup {
  const sessionId = sessionKeyOf(attributes);
  const key = sessionId === undefined ? traceId : `${traceId} ${sessionId}`;
  let group = groups.get(key);
  if (group === undefined) {
    group = { traceId, sessionId, spans: [], tally: EMPTY_TALLY, calls: new Map() };
    groups.set(key, group);
  }
  return group;
}

function callsOf(group: OpenGroup, { startTimeUnixNano, model, agent, service }: ModelCall): CallAccumulator {
  const hour = hourOf(startTimeUnixNano);
  const key = [hour, model, agent, service].join(KEY_SEPARATOR);
  let calls = group.calls.get(key);
  if (calls === undefined) group.calls.set(key, (calls = { hour, model, agent, service, sums: new CallAccumulator() }));
  return calls.sums;
}

function prepare(span: SpanRecord): PreparedSpan {
  const { text, resource, scope } = toSpanTexts(span);
  return {
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    kind: kindOf(span.attributes),
    startTimeUnixNano: span.startTimeUnixNano,
    endTimeUnixNano: span.endTimeUnixNano,
    statusCode: span.status.code,
    text,
    resource,
    scope,
  };
}

/** The span that was prepared. */
export function toRecord(traceId: string, span: PreparedSpan): SpanRecord {
  const { spanId, parentSpanId, name, startTimeUnixNano, endTimeUnixNano } = span;
  const chunk = new SpanChunk(0);
  chunk.add(span);
  return {
    traceId,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    name,
    startTimeUnixNano,
    endTimeUnixNano,
    ...readChunk(chunk.toBytes())[0]!,
  };
}
