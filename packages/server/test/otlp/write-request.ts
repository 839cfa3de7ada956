/** Writes OTLP requests of any shape in both forms, also shapes that no SDK sends. */
import type { Attributes, SpanEvent, SpanLink, SpanRecord } from "@rootspan/model";

/** An AnyValue with its kind, which records no longer have. */
export type TypedValue =
  | { readonly kind: "none" }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "int"; readonly value: bigint }
  | { readonly kind: "double"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "bytes"; readonly value: Uint8Array }
  | { readonly kind: "array"; readonly value: readonly TypedValue[] }
  | { readonly kind: "kvlist"; readonly value: TypedAttributes };

export type TypedAttributes = Readonly<Record<string, TypedValue>>;

type Typed<T> = Omit<T, "attributes"> & { readonly attributes: TypedAttributes };

export interface TypedSpan extends Omit<
  Typed<SpanRecord>,
  "resource" | "scope" | "events" | "links" | "parentSpanId" | "traceState" | "flags"
> {
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly events: readonly Typed<SpanEvent>[];
  readonly links: readonly (Typed<SpanLink> & { readonly traceState: string; readonly flags: number })[];
}

export interface TypedScopeSpans {
  readonly scope: { readonly name: string; readonly version: string; readonly attributes: TypedAttributes };
  readonly spans: readonly TypedSpan[];
}

export interface TypedResourceSpans {
  readonly resource: TypedAttributes;
  readonly scopeSpans: readonly TypedScopeSpans[];
}

export type TypedRequest = readonly TypedResourceSpans[];

/** What a decoder makes of the request. */
export function toRecords(request: TypedRequest): readonly SpanRecord[] {
  return request.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => toRecord(span, toPlain(resource), scope))),
  );
}

function toRecord(span: TypedSpan, resource: Attributes, scope: TypedScopeSpans["scope"]): SpanRecord {
  const { parentSpanId, traceState, flags, droppedAttributesCount, droppedEventsCount, droppedLinksCount, ...rest } =
    span;
  return {
    ...rest,
    resource,
    scope: {
      name: scope.name,
      ...(scope.version !== "" && { version: scope.version }),
      ...(Object.keys(scope.attributes).length > 0 && { attributes: toPlain(scope.attributes) }),
    },
    attributes: toPlain(span.attributes),
    events: span.events.map((event) => ({ ...event, attributes: toPlain(event.attributes) })),
    links: span.links.map(({ traceState: state, flags: linkFlags, ...link }) => ({
      ...link,
      attributes: toPlain(link.attributes),
      ...(state !== "" && { traceState: state }),
      ...(linkFlags !== 0 && { flags: linkFlags }),
    })),
    ...(parentSpanId !== "" && { parentSpanId }),
    ...(traceState !== "" && { traceState }),
    ...(flags !== 0 && { flags }),
    ...(droppedAttributesCount ? { droppedAttributesCount } : {}),
    ...(droppedEventsCount ? { droppedEventsCount } : {}),
    ...(droppedLinksCount ? { droppedLinksCount } : {}),
  };
}

function toPlain(attributes: TypedAttributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, toPlainValue(value)]));
}

function toPlainValue(typed: TypedValue): Attributes[string] {
  if (typed.kind === "none") return null;
  if (typed.kind === "int") return Number.isSafeInteger(Number(typed.value)) ? Number(typed.value) : typed.value;
  if (typed.kind === "array") return typed.value.map(toPlainValue);
  return typed.kind === "kvlist" ? toPlain(typed.value) : typed.value;
}

// --- protobuf ---------------------------------------------------------------------------------------------------

export function toProtobuf(request: TypedRequest): Buffer {
  return Buffer.concat(request.map((group) => message(1, resourceSpans(group))));
}

function resourceSpans({ resource, scopeSpans }: TypedResourceSpans): Buffer {
  // The resource comes last here, as the wire allows it.
  return Buffer.concat([...scopeSpans.map((scope) => message(2, scopeSpansOf(scope))), message(1, pairs(1, resource))]);
}

function scopeSpansOf({ scope, spans }: TypedScopeSpans): Buffer {
  const written = Buffer.concat([text(1, scope.name), text(2, scope.version), pairs(3, scope.attributes)]);
  return Buffer.concat([message(1, written), ...spans.map((span) => message(2, spanOf(span)))]);
}

function spanOf(span: TypedSpan): Buffer {
  const status = Buffer.concat([text(2, span.status.message ?? ""), varint(3, BigInt(span.status.code))]);
  return Buffer.concat([
    message(1, Buffer.from(span.traceId, "hex")),
    message(2, Buffer.from(span.spanId, "hex")),
    text(3, span.traceState),
    message(4, Buffer.from(span.parentSpanId, "hex")),
    text(5, span.name),
    varint(6, BigInt(span.kind)),
    fixed64(7, span.startTimeUnixNano),
    fixed64(8, span.endTimeUnixNano),
    pairs(9, span.attributes),
    varint(10, BigInt(span.droppedAttributesCount ?? 0)),
    ...span.events.map((event) =>
      message(11, Buffer.concat([fixed64(1, event.timeUnixNano), text(2, event.name), pairs(3, event.attributes)])),
    ),
    varint(12, BigInt(span.droppedEventsCount ?? 0)),
    ...span.links.map((link) =>
      message(
        13,
        Buffer.concat([
          message(1, Buffer.from(link.traceId, "hex")),
          message(2, Buffer.from(link.spanId, "hex")),
          text(3, link.traceState),
          pairs(4, link.attributes),
          fixed32(6, link.flags),
        ]),
      ),
    ),
    varint(14, BigInt(span.droppedLinksCount ?? 0)),
    message(15, status),
    fixed32(16, span.flags),
  ]);
}

function pairs(field: number, attributes: TypedAttributes): Buffer {
  return Buffer.concat(
    Object.entries(attributes).map(([key, value]) =>
      message(field, Buffer.concat([text(1, key), message(2, valueOf(value))])),
    ),
  );
}

function valueOf(typed: TypedValue): Buffer {
  if (typed.kind === "none") return Buffer.alloc(0);
  if (typed.kind === "string") return message(1, Buffer.from(typed.value));
  if (typed.kind === "bool") return Buffer.concat([tag(2, 0), base128(typed.value ? 1n : 0n)]);
  if (typed.kind === "int") return Buffer.concat([tag(3, 0), base128(BigInt.asUintN(64, typed.value))]);
  if (typed.kind === "double") return Buffer.concat([tag(4, 1), Buffer.from(new Float64Array([typed.value]).buffer)]);
  if (typed.kind === "array") return message(5, Buffer.concat(typed.value.map((item) => message(1, valueOf(item)))));
  return typed.kind === "kvlist" ? message(6, pairs(1, typed.value)) : message(7, Buffer.from(typed.value));
}

export function message(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([tag(field, 2), base128(BigInt(bytes.length)), bytes]);
}

export function text(field: number, value: string): Buffer {
  return message(field, Buffer.from(value));
}

export function varint(field: number, value: bigint): Buffer {
  return Buffer.concat([tag(field, 0), base128(BigInt.asUintN(64, value))]);
}

export function fixed64(field: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([tag(field, 1), bytes]);
}

function fixed32(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return Buffer.concat([tag(field, 5), bytes]);
}

export function tag(field: number, wireType: number): Buffer {
  return base128(BigInt((field << 3) | wireType));
}

export function base128(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

// --- JSON -------------------------------------------------------------------------------------------------------

export function toJson(request: TypedRequest): Buffer {
  const resourceSpans = request.map(({ resource, scopeSpans }) => ({
    resource: { attributes: jsonPairs(resource) },
    scopeSpans: scopeSpans.map(({ scope, spans }) => ({
      scope: { ...scope, attributes: jsonPairs(scope.attributes) },
      spans: spans.map((span) => ({
        ...span,
        traceId: span.traceId.toUpperCase(),
        startTimeUnixNano: String(span.startTimeUnixNano),
        endTimeUnixNano: String(span.endTimeUnixNano),
        attributes: jsonPairs(span.attributes),
        events: span.events.map((event) => ({
          ...event,
          timeUnixNano: String(event.timeUnixNano),
          attributes: jsonPairs(event.attributes),
        })),
        links: span.links.map((link) => ({ ...link, attributes: jsonPairs(link.attributes) })),
      })),
    })),
  }));
  return Buffer.from(JSON.stringify({ resourceSpans, somethingNew: { unheardOf: [1, null] } }));
}

function jsonPairs(attributes: TypedAttributes): object {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: jsonValue(value) }));
}

function jsonValue(typed: TypedValue): object {
  if (typed.kind === "none") return {};
  if (typed.kind === "string") return { stringValue: typed.value };
  if (typed.kind === "bool") return { boolValue: typed.value };
  if (typed.kind === "int") return { intValue: String(typed.value) };
  if (typed.kind === "double") return { doubleValue: jsonDouble(typed.value) };
  if (typed.kind === "array") return { arrayValue: { values: typed.value.map(jsonValue) } };
  if (typed.kind === "kvlist") return { kvlistValue: { values: jsonPairs(typed.value) } };
  return { bytesValue: Buffer.from(typed.value).toString("base64") };
}

/** Text where JSON has no number for it. */
function jsonDouble(value: number): number | string {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}
