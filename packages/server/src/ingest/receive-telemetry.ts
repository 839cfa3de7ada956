/** What becomes of spans and log records between the wire and the store, whichever way they came. */
import { asSent, kindOf, type SpanRecord } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { ServerMetrics } from "../metrics/server-metrics.ts";
import type { PartialSuccess } from "../otlp/encode-response.ts";
import type { LogRecord } from "../otlp/log-record.ts";
import type { SentSpans } from "../otlp/sent-fields.ts";
import { sessionKeyOf } from "../store/session-key.ts";
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
  spans(projectId: string, request: SentSpans): Promise<PartialSuccess | undefined>;
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

/** With the session that is told to be the span's. */
type TellingPlace = Omit<EventsOfSpan, "events">;

/** Spans that are on their way. */
interface OpenAppend {
  readonly stored: Promise<void>;
  readonly places: readonly TellingPlace[];
  readonly rejected: PartialSuccess | undefined;
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

  async function findSpans(places: readonly TellingPlace[]): Promise<readonly SpanRecord[]> {
    return (await Promise.all(places.map(findSpan))).filter((span) => span !== undefined);
  }

  async function findSpan({ projectId, traceId, spanId, sessionId }: TellingPlace): Promise<SpanRecord | undefined> {
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

  /** Not async: what waits would hold the spans while they are written. */
  function append(projectId: string, { spans, sent }: SentSpans): OpenAppend {
    const { valid, rejected, faults } = checkSpans(spans);
    for (const [reason, count] of faults) metrics.rejectedSpans.add(count, { reason });
    metrics.receivedSpans.add(valid.length);
    const grown = pending.isEmpty ? valid : valid.map((span) => withEvents(span, pending.of(placeOf(projectId, span))));
    const understood = grown.map((span) => understand(projectId, span));
    const end = metrics.timeAppend();
    const stored = sessions.append({ projectId, spans: understood, sent, receivedAtMs: now() }).then(end);
    const places = understood.map((span) => ({
      ...placeOf(projectId, span),
      sessionId: sessionKeyOf(span.attributes),
    }));
    return { stored, places, rejected };
  }

  async function finish(
    projectId: string,
    { stored, places, rejected }: OpenAppend,
  ): Promise<PartialSuccess | undefined> {
    await stored;
    if (pending.isEmpty) return rejected;
    // They have theirs now, and get those that came while they were written.
    const late = places.filter((place) => pending.of(place).length > 0);
    await attach(projectId, await findSpans(late));
    return rejected;
  }

  return {
    spans: (projectId, request) => finish(projectId, append(projectId, request)),

    async logs(projectId, records) {
      const events = records.filter(isSpanEvent);
      metrics.discardedLogs.add(records.length - events.length);
      const groups = groupBySpan(projectId, events);
      // They wait before it is looked for the span, so that it finds them if it comes meanwhile.
      for (const group of groups) pending.add(group);
      await attach(projectId, await findSpans(groups));
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
