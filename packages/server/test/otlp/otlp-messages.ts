/** The messages of OTLP traces as protobufjs takes them: field numbers of https://opentelemetry.io/docs/specs/otlp/. */
import protobuf from "protobufjs";

type Field = readonly [id: number, type: string, rule?: "repeated"];

const MESSAGES: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  Request: { resourceSpans: [1, "ResourceSpans", "repeated"] },
  ResourceSpans: { resource: [1, "Resource"], scopeSpans: [2, "ScopeSpans", "repeated"], schemaUrl: [3, "string"] },
  Resource: { attributes: [1, "KeyValue", "repeated"], droppedAttributesCount: [2, "uint32"] },
  ScopeSpans: { scope: [1, "Scope"], spans: [2, "Span", "repeated"], schemaUrl: [3, "string"] },
  Scope: {
    name: [1, "string"],
    version: [2, "string"],
    attributes: [3, "KeyValue", "repeated"],
    droppedAttributesCount: [4, "uint32"],
  },
  Span: {
    traceId: [1, "bytes"],
    spanId: [2, "bytes"],
    traceState: [3, "string"],
    parentSpanId: [4, "bytes"],
    name: [5, "string"],
    kind: [6, "int32"],
    startTimeUnixNano: [7, "fixed64"],
    endTimeUnixNano: [8, "fixed64"],
    attributes: [9, "KeyValue", "repeated"],
    droppedAttributesCount: [10, "uint32"],
    events: [11, "Event", "repeated"],
    droppedEventsCount: [12, "uint32"],
    links: [13, "Link", "repeated"],
    droppedLinksCount: [14, "uint32"],
    status: [15, "Status"],
    flags: [16, "fixed32"],
  },
  Event: {
    timeUnixNano: [1, "fixed64"],
    name: [2, "string"],
    attributes: [3, "KeyValue", "repeated"],
    droppedAttributesCount: [4, "uint32"],
  },
  Link: {
    traceId: [1, "bytes"],
    spanId: [2, "bytes"],
    traceState: [3, "string"],
    attributes: [4, "KeyValue", "repeated"],
    droppedAttributesCount: [5, "uint32"],
    flags: [6, "fixed32"],
  },
  Status: { message: [2, "string"], code: [3, "int32"] },
  KeyValue: { key: [1, "string"], value: [2, "AnyValue"] },
  AnyValue: {
    stringValue: [1, "string"],
    boolValue: [2, "bool"],
    intValue: [3, "int64"],
    doubleValue: [4, "double"],
    arrayValue: [5, "List"],
    kvlistValue: [6, "Map"],
    bytesValue: [7, "bytes"],
  },
  List: { values: [1, "AnyValue", "repeated"] },
  Map: { values: [1, "KeyValue", "repeated"] },
};

const root = new protobuf.Root();
for (const [name, fields] of Object.entries(MESSAGES)) {
  const message = new protobuf.Type(name);
  for (const [field, [id, type, rule]] of Object.entries(fields))
    message.add(new protobuf.Field(field, id, type, rule));
  if (name === "AnyValue") message.add(new protobuf.OneOf("value", Object.keys(fields)));
  root.add(message);
}

/** An `ExportTraceServiceRequest`. */
export const Request: protobuf.Type = root.lookupType("Request");
