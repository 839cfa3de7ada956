/**
 * One span as one line of OTLP/JSON: an `ExportTraceServiceRequest` of its own, which receivers take as a request and
 * the collector's `otlpjsonfilereceiver` as a line of a file. Fields at their default are left out.
 */
import type { Link } from "@opentelemetry/api";
import type { ReadableSpan, TimedEvent } from "@opentelemetry/sdk-trace-node";
import { LINE_TAIL, RESOURCE_START, SCOPE_START, SPANS_START } from "./export-body.ts";
import { quote, toKeyValues, toUnixNano } from "./otlp-text.ts";

/** OTLP's `SpanFlags`: whether the parent is remote is known, and it is. */
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

type Resource = ReadableSpan["resource"];
type Scope = ReadableSpan["instrumentationScope"];

/** What stands before the span is the same for all spans of a tracer, and costs more than the span. */
const heads = new WeakMap<Resource, WeakMap<Scope, string>>();

/**
 * The line without its line feed. Values that OTLP/JSON cannot carry are written as near as it can: see `otlp-text.ts`.
 * @throws whatever a getter among the attributes throws
 */
export function toOtlpJson(span: ReadableSpan): string {
  return `${headOf(span.resource, span.instrumentationScope)}${toSpan(span)}${LINE_TAIL}`;
}

function headOf(resource: Resource, scope: Scope): string {
  let scopes = heads.get(resource);
  if (scopes === undefined) {
    scopes = new WeakMap();
    heads.set(resource, scopes);
  }
  let head = scopes.get(scope);
  if (head !== undefined) return head;
  head = `${RESOURCE_START}${toResource(resource)}${SCOPE_START}${toScope(scope)}${SPANS_START}`;
  // Detectors may still be at work.
  if (resource.asyncAttributesPending !== true) scopes.set(scope, head);
  return head;
}

function toResource({ attributes, schemaUrl }: Resource): string {
  return `{"attributes":${toKeyValues(attributes)}}${toSchemaUrl(schemaUrl)}`;
}

function toScope({ name, version, schemaUrl }: Scope): string {
  const versionText = version === undefined || version === "" ? "" : `,"version":${quote(version)}`;
  return `{"name":${quote(name)}${versionText}}${toSchemaUrl(schemaUrl)}`;
}

/** A field of what holds the resource or the scope, and stands between it and its list. */
function toSchemaUrl(schemaUrl: string | undefined): string {
  return schemaUrl === undefined || schemaUrl === "" ? "" : `,"schemaUrl":${quote(schemaUrl)}`;
}

function toSpan(span: ReadableSpan): string {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const parent = span.parentSpanContext;
  let text = `{"traceId":${quote(traceId)},"spanId":${quote(spanId)}`;
  if (parent?.spanId) text += `,"parentSpanId":${quote(parent.spanId)}`;
  text += `,"flags":${toFlags(traceFlags, parent?.isRemote)}${toTraceState(traceState)}`;
  text += `,"name":${quote(span.name)},"kind":${(span.kind ?? -1) + 1}`;
  text += `,"startTimeUnixNano":${toUnixNano(span.startTime)},"endTimeUnixNano":${toUnixNano(span.endTime)}`;
  text += toAttributes(span.attributes, span.droppedAttributesCount);
  if (span.events.length > 0) text += `,"events":[${span.events.map(toEvent).join(",")}]`;
  if (span.droppedEventsCount > 0) text += `,"droppedEventsCount":${span.droppedEventsCount}`;
  if (span.links.length > 0) text += `,"links":[${span.links.map(toLink).join(",")}]`;
  if (span.droppedLinksCount > 0) text += `,"droppedLinksCount":${span.droppedLinksCount}`;
  return `${text}${toStatus(span.status)}}`;
}

function toEvent({ name, time, attributes, droppedAttributesCount }: TimedEvent): string {
  return `{"name":${quote(name)},"timeUnixNano":${toUnixNano(time)}${toAttributes(attributes, droppedAttributesCount)}}`;
}

function toLink({ context, attributes, droppedAttributesCount }: Link): string {
  const { traceId, spanId, traceFlags, traceState, isRemote } = context;
  const ids = `"traceId":${quote(traceId)},"spanId":${quote(spanId)},"flags":${toFlags(traceFlags, isRemote)}`;
  return `{${ids}${toTraceState(traceState)}${toAttributes(attributes, droppedAttributesCount)}}`;
}

function toAttributes(attributes: ReadableSpan["attributes"] | undefined, dropped: number | undefined): string {
  const list = attributes === undefined ? "[]" : toKeyValues(attributes);
  return (list === "[]" ? "" : `,"attributes":${list}`) + (dropped ? `,"droppedAttributesCount":${dropped}` : "");
}

/** The API's codes are those of OTLP. */
function toStatus({ code, message }: ReadableSpan["status"]): string {
  if (message !== undefined && message !== "") return `,"status":{"code":${code},"message":${quote(message)}}`;
  return code === 0 ? "" : `,"status":{"code":${code}}`;
}

function toFlags(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote === true ? IS_REMOTE : 0);
}

function toTraceState(traceState: { serialize(): string } | undefined): string {
  const text = traceState?.serialize() ?? "";
  return text === "" ? "" : `,"traceState":${quote(text)}`;
}
