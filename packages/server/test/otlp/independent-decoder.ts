/** OTLP in protobuf as protobufjs reads it. */
import type { Attributes, AttributeValue, SpanRecord } from "@rootspan/model";
import { Request } from "./otlp-messages.ts";

/** Of two values in a `oneof` the later counts, and protobufjs does not say which that was. */
export class AmbiguousValue extends Error {}

const KINDS = ["stringValue", "boolValue", "intValue", "doubleValue", "arrayValue", "kvlistValue", "bytesValue"];

type Tree = Readonly<Record<string, unknown>>;

/** @throws AmbiguousValue; another Error where the bytes are no request */
export function decodeIndependently(body: Uint8Array): readonly SpanRecord[] {
  const request = Request.toObject(Request.decode(body), { longs: String, defaults: false, oneofs: true }) as Tree;
  return treesOf(request["resourceSpans"]).flatMap((resourceSpans) =>
    treesOf(resourceSpans["scopeSpans"]).flatMap((scopeSpans) =>
      treesOf(scopeSpans["spans"]).map((span) => toRecord(span, resourceSpans["resource"], scopeSpans["scope"])),
    ),
  );
}

function toRecord(span: Tree, resource: unknown, scope: unknown): SpanRecord {
  const { name = "", version, attributes } = (scope ?? {}) as Tree;
  const status = (span["status"] ?? {}) as Tree;
  const parentSpanId = toHex(span["parentSpanId"]);
  return {
    traceId: toHex(span["traceId"]),
    spanId: toHex(span["spanId"]),
    ...(parentSpanId !== "" && { parentSpanId }),
    ...textOr(span, "traceState"),
    ...numberOr(span, "flags"),
    name: textOf(span["name"]),
    kind: Number(span["kind"] ?? 0),
    startTimeUnixNano: BigInt(textOf(span["startTimeUnixNano"])),
    endTimeUnixNano: BigInt(textOf(span["endTimeUnixNano"])),
    attributes: toAttributes(span["attributes"]),
    status: { code: Number(status["code"] ?? 0), ...textOr(status, "message") },
    resource: toAttributes(((resource ?? {}) as Tree)["attributes"]),
    scope: {
      name: textOf(name),
      ...(version !== undefined && version !== "" && { version: textOf(version) }),
      ...(treesOf(attributes).length > 0 && { attributes: toAttributes(attributes) }),
    },
    events: treesOf(span["events"]).map((event) => ({
      name: textOf(event["name"]),
      timeUnixNano: BigInt(textOf(event["timeUnixNano"])),
      attributes: toAttributes(event["attributes"]),
      ...numberOr(event, "droppedAttributesCount"),
    })),
    links: treesOf(span["links"]).map((link) => ({
      traceId: toHex(link["traceId"]),
      spanId: toHex(link["spanId"]),
      attributes: toAttributes(link["attributes"]),
      ...textOr(link, "traceState"),
      ...numberOr(link, "flags"),
      ...numberOr(link, "droppedAttributesCount"),
    })),
    ...numberOr(span, "droppedAttributesCount"),
    ...numberOr(span, "droppedEventsCount"),
    ...numberOr(span, "droppedLinksCount"),
  };
}

function toAttributes(pairs: unknown): Attributes {
  return Object.fromEntries(treesOf(pairs).map(({ key = "", value }) => [textOf(key), toValue(value as Tree)]));
}

function toValue(value: Tree | undefined): AttributeValue {
  if (KINDS.filter((name) => value?.[name] !== undefined).length > 1) throw new AmbiguousValue();
  const kind = textOf(value?.["value"]);
  const content = value?.[kind];
  switch (kind) {
    case "intValue": {
      const integer = BigInt(textOf(content));
      return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
    }
    case "arrayValue":
      return treesOf((content as Tree)["values"]).map(toValue);
    case "kvlistValue":
      return toAttributes((content as Tree)["values"]);
    case "bytesValue":
      return new Uint8Array(content as Uint8Array);
    case "stringValue":
    case "boolValue":
    case "doubleValue":
      return content as AttributeValue;
    default:
      return null;
  }
}

function treesOf(list: unknown): readonly Tree[] {
  return (list ?? []) as readonly Tree[];
}

/** Of a field that is text where it is there, 64-bit integers too; without it 0 is what `BigInt` makes of it. */
function textOf(field: unknown): string {
  return typeof field === "string" ? field : "";
}

function toHex(bytes: unknown): string {
  return bytes === undefined ? "" : Buffer.from(bytes as Uint8Array).toString("hex");
}

function textOr(tree: Tree, field: string): object {
  return tree[field] === undefined || tree[field] === "" ? {} : { [field]: tree[field] };
}

function numberOr(tree: Tree, field: string): object {
  return tree[field] === undefined || tree[field] === 0 ? {} : { [field]: tree[field] };
}
