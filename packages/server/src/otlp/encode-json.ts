/** Encodes spans as an `ExportTraceServiceRequest` in OTLP/JSON: what `decodeJson` makes the same spans of again. */
import type {
  Attributes,
  AttributeValue,
  InstrumentationScope,
  SpanEvent,
  SpanLink,
  SpanRecord,
} from "@rootspan/model";

/** One line of text. Spans of one resource and one scope stand together. */
export function encodeJson(spans: readonly SpanRecord[]): string {
  const resources = new Map<string, Map<string, string[]>>();
  for (const span of spans) {
    const scopes = getOrAdd(resources, toText(span.resource, toResource), () => new Map<string, string[]>());
    getOrAdd(scopes, toText(span.scope, toScope), (): string[] => []).push(JSON.stringify(toSpan(span)));
  }
  const resourceSpans = [...resources].map(([resource, scopes]) => {
    const scopeSpans = [...scopes].map(([scope, texts]) => `{"scope":${scope},"spans":[${texts.join(",")}]}`);
    return `{"resource":${resource},"scopeSpans":[${scopeSpans.join(",")}]}`;
  });
  return `{"resourceSpans":[${resourceSpans.join(",")}]}`;
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Spans that were read together share their resource and their scope. */
const texts = new WeakMap<object, string>();

function toText<T extends object>(shared: T, convert: (shared: T) => object): string {
  const known = texts.get(shared);
  if (known !== undefined) return known;
  const text = JSON.stringify(convert(shared));
  texts.set(shared, text);
  return text;
}

function toResource(attributes: Attributes): object {
  return { attributes: toPairs(attributes) };
}

function toScope({ name, version, attributes }: InstrumentationScope): object {
  return { name, version, ...(attributes !== undefined && { attributes: toPairs(attributes) }) };
}

function toSpan({ resource: _resource, scope: _scope, ...span }: SpanRecord): object {
  return {
    ...span,
    startTimeUnixNano: String(span.startTimeUnixNano),
    endTimeUnixNano: String(span.endTimeUnixNano),
    attributes: toPairs(span.attributes),
    events: span.events.map(toEvent),
    links: span.links.map(toLink),
  };
}

function toEvent(event: SpanEvent): object {
  return { ...event, timeUnixNano: String(event.timeUnixNano), attributes: toPairs(event.attributes) };
}

function toLink(link: SpanLink): object {
  return { ...link, attributes: toPairs(link.attributes) };
}

function toPairs(attributes: Attributes): readonly object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toAnyValue(value) }));
}

/** Null is a value without a kind. */
function toAnyValue(value: AttributeValue): object {
  if (value === null) return {};
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "bigint") return { intValue: String(value) };
  if (typeof value === "number") return toNumber(value);
  if (ArrayBuffer.isView(value)) return { bytesValue: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(toAnyValue) } };
  return { kvlistValue: { values: toPairs(value as Attributes) } };
}

/** What JSON has no number for is text: proto3's JSON mapping. Minus zero is no integer. */
function toNumber(value: number): object {
  if (Object.is(value, -0)) return { doubleValue: "-0" };
  if (Number.isSafeInteger(value)) return { intValue: String(value) };
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}
