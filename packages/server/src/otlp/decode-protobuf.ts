/**
 * Decodes `opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest` in one pass, with 64-bit integers exact.
 * The cases are tags (`field << 3 | wire type`) of opentelemetry-proto v1.9; later fields are skipped.
 */
import type { SpanEvent, SpanLink, SpanRecord, SpanStatus } from "@rootspan/model";
import {
  type OpenAttributes,
  type OpenScope,
  readAttribute,
  readResource,
  readScope,
} from "./decode-protobuf-value.ts";
import { toParentId } from "./parent-id.ts";
import { ProtobufReader } from "./protobuf-reader.ts";
import { SentFields, type SentSpans } from "./sent-fields.ts";
import { TextInterner } from "./text-interner.ts";
import { ValueBudget } from "./value-budget.ts";

type Open<T> = { -readonly [K in keyof T]: T[K] };

const NO_EVENTS: readonly SpanEvent[] = [];
const NO_LINKS: readonly SpanLink[] = [];
const UNSET: SpanStatus = { code: 0 };

/** They are the same from request to request. */
const keys = new TextInterner();
const texts = new TextInterner();

export interface DecodeOptions {
  /** Is told where each span, resource and scope is in the body. */
  readonly sent?: SentFields;
  readonly budget?: ValueBudget;
}

/** What is decoded, and what it is decoded into. */
interface Decoding {
  readonly reader: ProtobufReader;
  readonly budget: ValueBudget;
  readonly sent: SentFields | undefined;
  readonly spans: SpanRecord[];
}

/**
 * The spans of a request, in order. Ids are hex of whatever length the bytes had: `checkSpans` judges them.
 * @throws OtlpDecodeError with the byte offset
 */
export function decodeProtobuf(body: Buffer, options: DecodeOptions = {}): SpanRecord[] {
  const { sent, budget = new ValueBudget() } = options;
  const reader = new ProtobufReader(body, keys, texts);
  const decoding: Decoding = { reader, budget, sent, spans: [] };
  while (reader.position < reader.end) {
    const tag = reader.readTag();
    if (tag === 0x0a) readResourceSpans(decoding);
    else reader.skip(tag, 1);
  }
  return decoding.spans;
}

/** As `decodeProtobuf`, with where each of them is in the body. */
export function decodeSentSpans(body: Buffer): SentSpans {
  const sent = new SentFields(body);
  return { spans: decodeProtobuf(body, { sent }), sent };
}

function readResourceSpans(decoding: Decoding): void {
  const { reader, budget, sent } = decoding;
  budget.take(1);
  const outer = reader.enter();
  // Shared by the spans, and filled when it comes: the wire may hold it after them.
  const resource: OpenAttributes = {};
  let fields = 0;
  let start = reader.position;
  let end = start;
  while (reader.position < reader.end) {
    const tagStart = reader.position;
    const tag = reader.readTag();
    if (tag === 0x0a) {
      readResource(reader, budget, resource);
      fields += 1;
      start = tagStart;
      end = reader.position;
    } else if (tag === 0x12) readScopeSpans(decoding, resource);
    else if (tag === 0x1a) reader.skipBytes();
    else reader.skip(tag, 3);
  }
  reader.leave(outer);
  if (fields < 2) sent?.add(resource, start, end);
}

function readScopeSpans({ reader, budget, sent, spans }: Decoding, resource: OpenAttributes): void {
  budget.take(1);
  const outer = reader.enter();
  const scope: OpenScope = { name: "" };
  let fields = 0;
  let start = reader.position;
  let end = start;
  while (reader.position < reader.end) {
    const tagStart = reader.position;
    const tag = reader.readTag();
    if (tag === 0x0a) {
      readScope(reader, budget, scope);
      fields += 1;
      start = tagStart;
      end = reader.position;
    } else if (tag === 0x12) {
      const span = readSpan(reader, budget, resource, scope);
      spans.push(span);
      sent?.add(span, tagStart, reader.position);
    } else if (tag === 0x1a) reader.skipBytes();
    else reader.skip(tag, 3);
  }
  reader.leave(outer);
  if (fields < 2) sent?.add(scope, start, end);
}

function readSpan(reader: ProtobufReader, budget: ValueBudget, resource: OpenAttributes, scope: OpenScope): SpanRecord {
  budget.take(8);
  const attributes: OpenAttributes = {};
  let events: SpanEvent[] | undefined;
  let links: SpanLink[] | undefined;
  let parent = "";
  let traceState = "";
  let flags = 0;
  let droppedAttributes = 0;
  let droppedEvents = 0;
  let droppedLinks = 0;
  const span: Open<SpanRecord> = {
    traceId: "",
    spanId: "",
    name: "",
    kind: 0,
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
    attributes,
    status: UNSET,
    resource,
    scope,
    events: NO_EVENTS,
    links: NO_LINKS,
  };
  const outer = reader.enter();
  while (reader.position < reader.end) {
    const tag = reader.readTag();
    // prettier-ignore
    switch (tag) {
      case 0x0a: span.traceId = reader.readHex(); break;
      case 0x12: span.spanId = reader.readHex(); break;
      case 0x1a: traceState = reader.readText(); break;
      case 0x22: parent = reader.readHex(); break;
      case 0x2a: span.name = reader.readKey(); break;
      case 0x30: span.kind = reader.readInt32(); break;
      case 0x39: span.startTimeUnixNano = reader.readFixed64(); break;
      case 0x41: span.endTimeUnixNano = reader.readFixed64(); break;
      case 0x4a: readAttribute(reader, budget, attributes); break;
      case 0x50: droppedAttributes = reader.readUint32(); break;
      case 0x5a: (events ??= []).push(readEvent(reader, budget)); break;
      case 0x60: droppedEvents = reader.readUint32(); break;
      case 0x6a: (links ??= []).push(readLink(reader, budget)); break;
      case 0x70: droppedLinks = reader.readUint32(); break;
      case 0x7a: span.status = readStatus(reader); break;
      case 0x85: flags = reader.readFixed32(); break;
      default: reader.skip(tag, 16);
    }
  }
  reader.leave(outer);
  const parentSpanId = toParentId(parent);
  if (parentSpanId !== undefined) span.parentSpanId = parentSpanId;
  if (events !== undefined) span.events = events;
  if (links !== undefined) span.links = links;
  if (traceState !== "") span.traceState = traceState;
  if (flags !== 0) span.flags = flags;
  if (droppedAttributes !== 0) span.droppedAttributesCount = droppedAttributes;
  if (droppedEvents !== 0) span.droppedEventsCount = droppedEvents;
  if (droppedLinks !== 0) span.droppedLinksCount = droppedLinks;
  return span;
}

function readEvent(reader: ProtobufReader, budget: ValueBudget): SpanEvent {
  budget.take(4);
  const attributes: OpenAttributes = {};
  const event: Open<SpanEvent> = { name: "", timeUnixNano: 0n, attributes };
  let dropped = 0;
  const outer = reader.enter();
  while (reader.position < reader.end) {
    const tag = reader.readTag();
    if (tag === 0x09) event.timeUnixNano = reader.readFixed64();
    else if (tag === 0x12) event.name = reader.readKey();
    else if (tag === 0x1a) readAttribute(reader, budget, attributes);
    else if (tag === 0x20) dropped = reader.readUint32();
    else reader.skip(tag, 4);
  }
  reader.leave(outer);
  if (dropped !== 0) event.droppedAttributesCount = dropped;
  return event;
}

function readLink(reader: ProtobufReader, budget: ValueBudget): SpanLink {
  budget.take(4);
  const attributes: OpenAttributes = {};
  const link: Open<SpanLink> = { traceId: "", spanId: "", attributes };
  let traceState = "";
  let dropped = 0;
  let flags = 0;
  const outer = reader.enter();
  while (reader.position < reader.end) {
    const tag = reader.readTag();
    // prettier-ignore
    switch (tag) {
      case 0x0a: link.traceId = reader.readHex(); break;
      case 0x12: link.spanId = reader.readHex(); break;
      case 0x1a: traceState = reader.readText(); break;
      case 0x22: readAttribute(reader, budget, attributes); break;
      case 0x28: dropped = reader.readUint32(); break;
      case 0x35: flags = reader.readFixed32(); break;
      default: reader.skip(tag, 6);
    }
  }
  reader.leave(outer);
  if (traceState !== "") link.traceState = traceState;
  if (dropped !== 0) link.droppedAttributesCount = dropped;
  if (flags !== 0) link.flags = flags;
  return link;
}

function readStatus(reader: ProtobufReader): SpanStatus {
  let code = 0;
  let message = "";
  const outer = reader.enter();
  while (reader.position < reader.end) {
    const tag = reader.readTag();
    if (tag === 0x12) message = reader.readText();
    else if (tag === 0x18) code = reader.readInt32();
    // The code of protocol versions before 1.0.
    else if (tag === 0x08) reader.readInt32();
    else reader.skip(tag, 3);
  }
  reader.leave(outer);
  return message === "" ? { code } : { code, message };
}
