/**
 * What the thread that answers makes ready of spans, so that the one that writes has little to do for each, and little
 * to be sent: it inserts rows and puts texts together.
 */
import {
  addSpan,
  EMPTY_TALLY,
  type ModelCall,
  modelCallOf,
  type PriceBook,
  type SessionTally,
  type SpanRecord,
} from "@rootspan/model";
import { CallAccumulator } from "../../call-accumulator.ts";
import { hourOf } from "../../hour.ts";
import { sessionKeyOf } from "../../session-key.ts";
import type { SentFields } from "../../../otlp/sent-fields.ts";
import { type SpanBlock, toBlocks } from "../span-block.ts";

/** In none of the names of groups. */
const KEY_SEPARATOR = "\u0000";

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
  readonly blocks: readonly SpanBlock[];
  readonly tally: SessionTally;
  readonly calls: readonly PreparedCalls[];
}

/** A group that grows. */
interface OpenGroup extends Omit<SpanGroup, "blocks" | "calls"> {
  readonly spans: SpanRecord[];
  tally: SessionTally;
  readonly calls: Map<string, OpenCalls>;
}

interface OpenCalls extends Omit<PreparedCalls, "sums"> {
  readonly sums: CallAccumulator;
}

/**
 * In the order of their first spans.
 * @param sent see `SpanBatch`
 */
export function prepareSpans(spans: readonly SpanRecord[], prices: PriceBook, sent?: SentFields): readonly SpanGroup[] {
  const groups = new Map<string, OpenGroup>();
  let group: OpenGroup | undefined;
  for (const span of spans) {
    const sessionId = sessionKeyOf(span.attributes);
    // Mostly that of the span before.
    if (group?.traceId !== span.traceId || group.sessionId !== sessionId) {
      group = groupOf(groups, span.traceId, sessionId);
    }
    const call = modelCallOf(span, prices);
    group.spans.push(span);
    group.tally = addSpan(group.tally, span, prices, call);
    if (call !== undefined) callsOf(group, call).add(call);
  }
  return [...groups.values()].map(({ traceId, sessionId, spans: members, tally, calls }) => ({
    traceId,
    sessionId,
    blocks: toBlocks(members, sent),
    tally,
    calls: [...calls.values()].map((open) => ({ ...open, sums: open.sums.toJson() })),
  }));
}

function groupOf(groups: Map<string, OpenGroup>, traceId: string, sessionId: string | undefined): OpenGroup {
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
