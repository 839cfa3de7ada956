/** Makes spans of events that an application records. */
import {
  type Attributes,
  type Context,
  type Link,
  type Span,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import { type Attributes as ModelAttributes, canFail } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, describeFailure, type SpanIds, spanThatReported } from "@rootspan/model/content";
import { checkEvent } from "./check-event.ts";
import { toEventSpan } from "./event-attributes.ts";
import { measureEvent } from "./measure-event.ts";
import { nowMs } from "./platform/clock.ts";
import type { ErrorEvent, RecordedEvent, SessionEvent, TriggerEvent } from "./session-event.ts";

export interface EventPlace {
  readonly tracer: Tracer;
  readonly content: ContentLimits;
  /** What the event's span is a child of. */
  readonly parent: Context;
  /** Called for each span that is not recorded. */
  readonly onMissed: () => void;
}

/** @throws RootspanError `INVALID_EVENT` */
export function recordEvent(place: EventPlace, event: SessionEvent): Span {
  checkEvent(event);
  return event.kind === "error" ? recordError(place, event) : recordSpan(place, event, {}, []);
}

/** The error points to what it is the failure of, and counts where nothing else stands for that failure. */
function recordError(place: EventPlace, event: ErrorEvent): Span {
  const { trigger } = event;
  const reported = reportedIn(place.parent, event.error);
  let failed: SpanIds | undefined = reported;
  let isCounted = reported !== undefined;
  if (isEvent(trigger)) {
    checkEvent(trigger);
    const marks = reported === undefined ? {} : { [key.ROOTSPAN_ERROR_COUNTED]: true };
    failed = recordSpan(place, trigger, marks, [], event).spanContext();
    isCounted = true;
  } else if (isSpan(trigger)) {
    markFailed(trigger, event, place.content);
    failed = trigger.spanContext();
    isCounted ||= trigger.isRecording() && canFail((trigger as { attributes?: ModelAttributes }).attributes ?? {});
  } else if (trigger !== undefined) {
    failed ??= trigger;
  }
  const attributes = {
    ...(failed !== undefined && { [key.ROOTSPAN_ERROR_TRIGGER_SPAN_ID]: failed.spanId }),
    ...(isCounted && { [key.ROOTSPAN_ERROR_COUNTED]: true }),
  };
  return recordSpan(place, event, attributes, failed === undefined ? [] : [toLink(failed)], event);
}

/** @param failure the error that the event failed by */
function recordSpan(
  { tracer, content, parent, onMissed }: EventPlace,
  event: SessionEvent,
  more: Attributes,
  links: Link[],
  failure?: ErrorEvent,
): Span {
  const { name, kind, attributes } = toEventSpan(event, content);
  const startTime = event.startTime ?? event.endTime ?? nowMs();
  const span = tracer.startSpan(name, { kind, attributes: { ...attributes, ...more }, startTime, links }, parent);
  if (!span.isRecording()) onMissed();
  if (failure !== undefined) markFailed(span, failure, content);
  const endTime = event.endTime ?? startTime;
  span.end(endTime);
  measureEvent(span, attributes, Number(endTime) - Number(startTime), parent);
  return span;
}

function markFailed(span: Span, { error, type }: ErrorEvent, content: ContentLimits): void {
  const { attributes, message } = describeFailure(error, content);
  span.setAttributes({ ...attributes, ...(type !== undefined && { [key.ERROR_TYPE]: type }) });
  span.setStatus({ code: SpanStatusCode.ERROR, ...(error !== undefined && { message }) });
}

function toLink({ traceId, spanId }: SpanIds): Link {
  return { context: { traceId, spanId, traceFlags: 1 } };
}

/** The same error may have failed something elsewhere. */
function reportedIn(where: Context, error: unknown): SpanIds | undefined {
  const reported = spanThatReported(error);
  return reported?.traceId === trace.getSpanContext(where)?.traceId ? reported : undefined;
}

function isEvent(trigger: ErrorEvent["trigger"]): trigger is TriggerEvent {
  return trigger !== undefined && !isSpan(trigger) && "kind" in trigger;
}

function isSpan(trigger: TriggerEvent | RecordedEvent | Span | undefined): trigger is Span {
  return trigger !== undefined && "spanContext" in trigger;
}
