/** A request says to the byte what OpenTelemetry's own serialiser says. */
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import fc from "fast-check";
import { decodeProtobuf } from "../../../server/src/otlp/decode-protobuf.ts";
import { toTraceRequest } from "../../src/otlp/to-trace-request.ts";
import { anySpan } from "../any-span.ts";
import { createCall } from "../journal/spans.ts";

function official(spans: readonly ReadableSpan[]): string {
  return Buffer.from(ProtobufTraceSerializer.serializeRequest([...spans])!).toString("hex");
}

function withText(length: number, character: string): ReadableSpan {
  const text = character.repeat(length);
  const call = createCall(0, 0);
  return Object.assign(Object.create(call) as ReadableSpan, {
    name: text,
    attributes: { [text]: text, list: [text, [text]], tree: { [text]: { text } } },
    status: { code: 2, message: text },
  });
}

it("is the same whatever the spans hold", () => {
  fc.assert(
    fc.property(fc.array(anySpan, { maxLength: 4 }), (spans) => {
      expect(toTraceRequest(spans).toString("hex")).toBe(official(spans));
    }),
    { numRuns: 2_000 },
  );
});

it("is the same for spans that share tracers and resources", () => {
  const calls = Array.from({ length: 300 }, (_, index) => createCall(index % 3, index));
  expect(toTraceRequest(calls).toString("hex")).toBe(official(calls));
  expect(decodeProtobuf(toTraceRequest(calls))).toHaveLength(300);
});

it.each(["a", "é", "…", "😀", "\ud800"])("is the same where lengths need another byte: %j", (character) => {
  for (const edge of [24, 127, 16_383]) {
    for (const length of [edge - 20, edge - 8, edge - 4, edge - 2, edge - 1, edge, edge + 1]) {
      const spans = [withText(length, character), withText(Math.ceil(length / 3), character)];
      expect(toTraceRequest(spans).equals(Buffer.from(official(spans), "hex"))).toBe(true);
    }
  }
});

it("is the same for text of megabytes", () => {
  const spans = [withText(3_000_000, "é")];
  expect(toTraceRequest(spans).equals(Buffer.from(official(spans), "hex"))).toBe(true);
});

it("throws for attributes that contain themselves, as nobody could read them", () => {
  const circle: Record<string, unknown> = {};
  circle["again"] = circle;
  const span = Object.assign(Object.create(createCall(0, 0)) as ReadableSpan, { attributes: { circle } });
  expect(() => toTraceRequest([span])).toThrow("call stack");
});
