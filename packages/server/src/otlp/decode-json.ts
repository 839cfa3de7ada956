/** Decodes an `ExportTraceServiceRequest` in OTLP/JSON into the same records as its protobuf form. */
import type { Attributes, InstrumentationScope, SpanEvent, SpanLink, SpanRecord, SpanStatus } from "@rootspan/model";
import { checkJsonShape } from "./check-json-shape.ts";
import { attributesField } from "./decode-json-value.ts";
import {
  eachItem,
  hexField,
  integerField,
  type JsonObject,
  objectField,
  readField,
  textField,
  timeField,
  toObject,
} from "./json-fields.ts";
import { OtlpDecodeError } from "./otlp-decode-error.ts";
import { toParentId } from "./parent-id.ts";
import { ValueBudget } from "./value-budget.ts";

/**
 * The spans of a request, in order. Ids are whatever text was there, in lower case: `checkSpans` judges them.
 * @throws OtlpDecodeError with the path of the fault, or the byte offset where the body is no JSON
 */
export function decodeJson(body: Buffer): SpanRecord[] {
  const request = parseRequest(body);
  const budget = new ValueBudget();
  const spans: SpanRecord[] = [];
  eachItem(request, "resourceSpans", (resourceSpans) => {
    budget.take(1);
    const resource = readAttributesOf(resourceSpans, "resource", budget);
    eachItem(resourceSpans, "scopeSpans", (scopeSpans) => {
      budget.take(1);
      const scope = readScope(scopeSpans, budget);
      eachItem(scopeSpans, "spans", (span) => {
        spans.push(readSpan(span, budget, resource, scope));
      });
    });
  });
  return spans;
}

/** @throws OtlpDecodeError where it is no object of JSON, or one that would take too long to read */
export function parseRequest(body: Buffer): JsonObject {
  checkJsonShape(body);
  return toObject(parse(body));
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    // V8's own words would quote the body.
    const position = /position (\d+)/.exec(String(error))?.[1];
    throw new OtlpDecodeError("the body is not JSON", position === undefined ? {} : { offset: Number(position) });
  }
}

function readAttributesOf(object: JsonObject, field: string, budget: ValueBudget): Attributes {
  const holder = objectField(object, field);
  return holder === undefined ? {} : readField(field, () => attributesField(holder, "attributes", budget));
}

function readScope(scopeSpans: JsonObject, budget: ValueBudget): InstrumentationScope {
  const scope = objectField(scopeSpans, "scope");
  if (scope === undefined) return { name: "" };
  return readField("scope", () => {
    const version = textField(scope, "version");
    const attributes = attributesField(scope, "attributes", budget);
    return {
      name: textField(scope, "name"),
      ...(version !== "" && { version }),
      ...(Object.keys(attributes).length > 0 && { attributes }),
    };
  });
}

function readSpan(
  span: JsonObject,
  budget: ValueBudget,
  resource: Attributes,
  scope: InstrumentationScope,
): SpanRecord {
  budget.take(8);
  const parentSpanId = toParentId(hexField(span, "parentSpanId"));
  const traceState = textField(span, "traceState");
  const flags = integerField(span, "flags");
  const droppedAttributesCount = integerField(span, "droppedAttributesCount");
  const droppedEventsCount = integerField(span, "droppedEventsCount");
  const droppedLinksCount = integerField(span, "droppedLinksCount");
  const events: SpanEvent[] = [];
  eachItem(span, "events", (event) => {
    events.push(readEvent(event, budget));
  });
  const links: SpanLink[] = [];
  eachItem(span, "links", (link) => {
    links.push(readLink(link, budget));
  });
  return {
    traceId: hexField(span, "traceId"),
    spanId: hexField(span, "spanId"),
    ...(parentSpanId !== undefined && { parentSpanId }),
    name: textField(span, "name"),
    kind: integerField(span, "kind"),
    startTimeUnixNano: timeField(span, "startTimeUnixNano"),
    endTimeUnixNano: timeField(span, "endTimeUnixNano"),
    attributes: attributesField(span, "attributes", budget),
    status: readStatus(span),
    resource,
    scope,
    events,
    links,
    ...(traceState !== "" && { traceState }),
    ...(flags !== 0 && { flags }),
    ...(droppedAttributesCount !== 0 && { droppedAttributesCount }),
    ...(droppedEventsCount !== 0 && { droppedEventsCount }),
    ...(droppedLinksCount !== 0 && { droppedLinksCount }),
  };
}

function readEvent(event: JsonObject, budget: ValueBudget): SpanEvent {
  budget.take(4);
  const droppedAttributesCount = integerField(event, "droppedAttributesCount");
  return {
    name: textField(event, "name"),
    timeUnixNano: timeField(event, "timeUnixNano"),
    attributes: attributesField(event, "attributes", budget),
    ...(droppedAttributesCount !== 0 && { droppedAttributesCount }),
  };
}

function readLink(link: JsonObject, budget: ValueBudget): SpanLink {
  budget.take(4);
  const traceState = textField(link, "traceState");
  const droppedAttributesCount = integerField(link, "droppedAttributesCount");
  const flags = integerField(link, "flags");
  return {
    traceId: hexField(link, "traceId"),
    spanId: hexField(link, "spanId"),
    attributes: attributesField(link, "attributes", budget),
    ...(traceState !== "" && { traceState }),
    ...(droppedAttributesCount !== 0 && { droppedAttributesCount }),
    ...(flags !== 0 && { flags }),
  };
}

function readStatus(span: JsonObject): SpanStatus {
  const status = objectField(span, "status");
  if (status === undefined) return { code: 0 };
  return readField("status", () => {
    const code = integerField(status, "code");
    const message = textField(status, "message");
    return message === "" ? { code } : { code, message };
  });
}
