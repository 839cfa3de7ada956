/** Which log records are events of spans, and how a span has them. */
import type { SpanEvent, SpanRecord } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { LogRecord } from "../otlp/log-record.ts";
import { sessionKeyOf, toSessionKey } from "../store/session-key.ts";
import { toJsonText } from "./normalise/json-text.ts";
import { EVENT_BODY } from "./normalise/message-events.ts";
import type { EventsOfSpan } from "./pending-events.ts";

/** OpenTelemetry's GenAI events of all versions; an exception tells why a call failed. */
const WANTED =
  /^(gen_ai\.(system|user|assistant|tool)\.message|gen_ai\.choice|gen_ai\.client\.(inference\.operation\.details|operation\.exception)|gen_ai\.evaluation\.result|exception)$/;
const GEN_AI_EXCEPTION = "gen_ai.client.operation.exception";

const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/;

export function isSpanEvent({ eventName, traceId, spanId }: LogRecord): boolean {
  return WANTED.test(eventName) && TRACE_ID.test(traceId) && SPAN_ID.test(spanId);
}

/** Those of one span together. @param records of which each is an event of a span */
export function groupBySpan(projectId: string, records: readonly LogRecord[]): readonly EventsOfSpan[] {
  const groups = Map.groupBy(records, ({ traceId, spanId }) => `${traceId} ${spanId}`);
  return [...groups.values()].map((group) => {
    const { traceId, spanId } = group[0]!;
    const sessionId = group.map(({ attributes }) => sessionOf(attributes)).find((id) => id !== undefined);
    return { projectId, traceId, spanId, sessionId, events: group.map(toSpanEvent) };
  });
}

function sessionOf(attributes: LogRecord["attributes"]): string | undefined {
  const conversation = attributes[key.GEN_AI_CONVERSATION_ID];
  return sessionKeyOf(attributes) ?? (typeof conversation === "string" ? toSessionKey(conversation) : undefined);
}

function toSpanEvent({ eventName, timeUnixNano, attributes, body }: LogRecord): SpanEvent {
  const content = toJsonText(body);
  return {
    name: eventName === GEN_AI_EXCEPTION ? "exception" : eventName,
    timeUnixNano,
    attributes: content === undefined ? attributes : { ...attributes, [EVENT_BODY]: content },
  };
}

/** The span with events that it did not have yet, in order of time. */
export function withEvents(span: SpanRecord, events: readonly SpanEvent[]): SpanRecord {
  if (events.length === 0) return span;
  const has = new Set(span.events.map(toIdentity));
  const added = events.filter((event) => !has.has(toIdentity(event)) && has.add(toIdentity(event)));
  if (added.length === 0) return span;
  const all = [...span.events, ...added];
  return { ...span, events: all.toSorted((a, b) => Number(a.timeUnixNano - b.timeUnixNano)) };
}

function toIdentity({ name, timeUnixNano, attributes }: SpanEvent): string {
  return `${name} ${timeUnixNano} ${toJsonText(attributes)}`;
}
