/** Export requests of one session, as JSON in the words of OpenTelemetry, and as protobuf in those of our own SDKs. */
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";

export const SPANS_A_REQUEST = 100;

export interface SoakRequest {
  readonly contentType: string;
  readonly body: Uint8Array;
}

export function makeJson(traceId: string, first: number): SoakRequest {
  const spans = Array.from({ length: SPANS_A_REQUEST }, (_, index) => ({
    traceId,
    spanId: hex(16, first + index + 1),
    name: "chat gpt-4o-mini",
    kind: 3,
    startTimeUnixNano: `17639000000${String(first + index).padStart(8, "0")}`,
    endTimeUnixNano: `17639000010${String(first + index).padStart(8, "0")}`,
    attributes: [
      { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
      { key: "gen_ai.request.model", value: { stringValue: "gpt-4o-mini" } },
      { key: "gen_ai.usage.input_tokens", value: { intValue: 1200 } },
      { key: "gen_ai.input.messages", value: { stringValue: `question ${index} of ${traceId} `.repeat(8) } },
    ],
  }));
  const request = { resourceSpans: [{ resource: {}, scopeSpans: [{ scope: { name: "soak" }, spans }] }] };
  return { contentType: "application/json", body: Buffer.from(JSON.stringify(request)) };
}

type ReadableSpan = Parameters<typeof ProtobufTraceSerializer.serializeRequest>[0][number];

const MODEL_TRACE = "a5".repeat(16);
const RESOURCE = { attributes: { "service.name": "soak" }, getRawAttributes: () => [] };
const SCOPE = { name: "soak" };

/** Written once: to write spans takes the client as long as to store them takes the server. */
const MODEL = Buffer.from(ProtobufTraceSerializer.serializeRequest(Array.from({ length: SPANS_A_REQUEST }, toSpan))!);

const TRACE_PLACES = placesOf(MODEL, MODEL_TRACE);
const SPAN_PLACES = Array.from({ length: SPANS_A_REQUEST }, (_, index) => placesOf(MODEL, modelSpanId(index))[0]!);

export function makeProtobuf(traceId: string, first: number): SoakRequest {
  const body = Buffer.from(MODEL);
  for (const place of TRACE_PLACES) body.write(traceId, place, "hex");
  SPAN_PLACES.forEach((place, index) => body.write(hex(16, first + index + 1), place, "hex"));
  return { contentType: "application/x-protobuf", body };
}

function toSpan(_: unknown, index: number): ReadableSpan {
  const spanContext = { traceId: MODEL_TRACE, spanId: modelSpanId(index), traceFlags: 1 };
  return {
    name: "chat gpt-4o-mini",
    kind: 2,
    spanContext: () => spanContext,
    startTime: [1_763_900_000, index],
    endTime: [1_763_900_001, index],
    status: { code: 0 },
    attributes: {
      "rootspan.kind": "llm",
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "gpt-4o-mini",
      "gen_ai.usage.input_tokens": 1_200,
      "gen_ai.input.messages": `question ${index} `.repeat(30),
    },
    events: [],
    links: [],
    duration: [1, 0],
    ended: true,
    resource: RESOURCE,
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  } as unknown as ReadableSpan;
}

function modelSpanId(index: number): string {
  return `5a5a5a5a5a5a5a${hex(2, index)}`;
}

function placesOf(bytes: Buffer, id: string): readonly number[] {
  const found: number[] = [];
  const wanted = Buffer.from(id, "hex");
  for (let place = bytes.indexOf(wanted); place !== -1; place = bytes.indexOf(wanted, place + 1)) found.push(place);
  return found;
}

export function hex(digits: number, value: number): string {
  return value.toString(16).padStart(digits, "0");
}
