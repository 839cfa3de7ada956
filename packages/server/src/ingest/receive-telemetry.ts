/** What becomes of spans and log records between the wire and the store, whichever way they came. */
import { asSent, kindOf, type SpanRecord } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { ServerMetrics } from "../metrics/server-metrics.ts";
import type { PartialSuccess } from "../otlp/encode-response.ts";
import type { LogRecord } from "../otlp/log-record.ts";
import type { SessionStore } from "../store/session-store.ts";
import { checkSpans } from "./check-spans.ts";
import { groupBySpan, isSpanEvent, withEvents } from "./log-events.ts";
import { Understanding } from "./normalise/dialect.ts";
import { isOwn, normalise, translate } from "./normalise/normalise.ts";
import { RepeatedCalls } from "./normalise/repeated-calls.ts";
import { type EventsOfSpan, PendingEvents, type SpanPlace } from "./pending-events.ts";

/** Events that may wait for their spans. */
const MAX_PENDING_EVENTS = 20_000;

export interface ReceiveTelemetry {
  /** Resolves once they are durable, to what was refused. */
  spans(projectId: string, spans: readonly SpanRecord[]): Promise<PartialSuccess | undefined>;
  /**
   * Resolves once the events among them are durable at their spans. Those whose span is not there yet wait for it in
   * memory; records that are no events of spans are discarded. Both are counted.
   */
  logs(projectId: string, records: readonly LogRecord[]): Promise<void>;
}

export interface ReceiveTelemetrySettings {
  readonly sessions: SessionStore;
  readonly metrics: Pick<
    ServerMetrics,
    "receivedSpans" | "rejectedSpans" | "discardedLogs" | "lostEvents" | "timeAppend"
  >;
  readonly now: () => number;
}

export function createReceiveTelemetry({ sessions, metrics, now }: ReceiveTelemetrySettings): ReceiveTelemetry {
  const repeatedCalls = new RepeatedCalls();
  const pending = new PendingEvents({
    maxEvents: MAX_PENDING_EVENTS,
    now,
    onLost: (events) => metrics.lostEvents.add(events),
  });

  function understand(projectId: string, span: SpanRecord): SpanRecord {
    const own = isOwn(span);
    return repeatedCalls.settle(projectId, own ? span : normalise(span), own);
  }

  const placeOf = (projectId: string, { traceId, spanId }: SpanRecord): SpanPlace => ({ projectId, traceId, spanId });

  async function findSpan({ projectId, traceId, spanId, sessionId }: EventsOfSpan): Promise<SpanRecord | undefined> {
    for (const id of [sessionId, await sessions.findSessionOfTrace(projectId, traceId)]) {
      const span = id === undefined ? undefined : await sessions.readSpan(projectId, id, { traceId, spanId });
      if (span !== undefined) return span;
    }
    return undefined;
  }

  /** Gives spans that are stored the events that came after them. */
  async function attach(projectId: string, stored: readonly SpanRecord[]): Promise<void> {
    const spans = stored.flatMap((span) => {
      const events = pending.take(placeOf(projectId, span));
      if (events.length === 0) return [];
      const sent = asSent(span);
      const grown = withEvents(sent, events);
      return grown === sent ? [] : [keepVerdict(span, understand(projectId, grown))];
    });
    if (spans.length > 0) await sessions.replaceSpans({ projectId, spans, receivedAtMs: now() });
  }

  return {
    async spans(projectId, spans) {
      const { valid, rejected, faults } = checkSpans(spans);
      for (const [reason, count] of faults) metrics.rejectedSpans.add(count, { reason });
      metrics.receivedSpans.add(valid.length);
      const grown = pending.isEmpty
        ? valid
        : valid.map((span) => withEvents(span, pending.of(placeOf(projectId, span))));
      const understood = grown.map((span) => understand(projectId, span));
      await metrics.timeAppend(() => sessions.append({ projectId, spans: understood, receivedAtMs: now() }));
      // They have theirs now, and get those that came while they were written.
      if (!pending.isEmpty) await attach(projectId, understood);
      return rejected;
    },

    async logs(projectId, records) {
      const events = records.filter(isSpanEvent);
      metrics.discardedLogs.add(records.length - events.length);
      const groups = groupBySpan(projectId, events);
      // They wait before it is looked for the span, so that it finds them if it comes meanwhile.
      for (const group of groups) pending.add(group);
      const found = await Promise.all(groups.map(findSpan));
      await attach(
        projectId,
        found.filter((span) => span !== undefined),
      );
    },
  };
}

/** A call that counts elsewhere goes on to do so: who knew that may have forgotten. */
function keepVerdict(stored: SpanRecord, span: SpanRecord): SpanRecord {
  if (kindOf(stored.attributes) !== "chain" || kindOf(span.attributes) === "chain" || span.translation === undefined)
    return span;
  const understood = new Understanding(span.attributes);
  understood.set(key.ROOTSPAN_KIND, "chain");
  return translate(span, understood, span.translation.dialect);
}
