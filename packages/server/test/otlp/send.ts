/** Records as a request in protobuf would bring them. */
import type { Attributes, AttributeValue, SpanRecord } from "@rootspan/model";
import { decodeSentSpans } from "../../src/otlp/decode-protobuf.ts";
import type { SentSpans } from "../../src/otlp/sent-fields.ts";
import { toProtobuf, type TypedAttributes, type TypedSpan, type TypedValue } from "./write-request.ts";

/** Spans without a translation, which cannot be sent. */
export function send(spans: readonly SpanRecord[]): SentSpans {
  const request = spans.map((span) => ({
    resource: toTyped(span.resource),
    scopeSpans: [
      {
        scope: {
          name: span.scope.name,
          version: span.scope.version ?? "",
          attributes: toTyped(span.scope.attributes ?? {}),
        },
        spans: [toTypedSpan(span)],
      },
    ],
  }));
  return decodeSentSpans(toProtobuf(request));
}

function toTypedSpan(span: SpanRecord): TypedSpan {
  return {
    ...span,
    parentSpanId: span.parentSpanId ?? "",
    traceState: span.traceState ?? "",
    flags: span.flags ?? 0,
    attributes: toTyped(span.attributes),
    events: span.events.map((event) => ({ ...event, attributes: toTyped(event.attributes) })),
    links: span.links.map((link) => ({
      ...link,
      traceState: link.traceState ?? "",
      flags: link.flags ?? 0,
      attributes: toTyped(link.attributes),
    })),
  };
}

function toTyped(attributes: Attributes): TypedAttributes {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, toTypedValue(value)]));
}

function toTypedValue(value: AttributeValue): TypedValue {
  if (value === null) return { kind: "none" };
  if (typeof value === "string") return { kind: "string", value };
  if (typeof value === "boolean") return { kind: "bool", value };
  if (typeof value === "bigint") return { kind: "int", value };
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && !Object.is(value, -0)
      ? { kind: "int", value: BigInt(value) }
      : { kind: "double", value };
  }
  if (value instanceof Uint8Array) return { kind: "bytes", value };
  if (Array.isArray(value)) return { kind: "array", value: value.map(toTypedValue) };
  return { kind: "kvlist", value: toTyped(value as Attributes) };
}
