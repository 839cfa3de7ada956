/** Generates spans for properties of serialisers. */
import { SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import fc from "fast-check";

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 80 }),
  fc.string({ unit: "binary", maxLength: 20 }),
  // Lone surrogates among them.
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    "",
    '"',
    "\\",
    ',"spans":[',
    ',"scopeSpans":[{"scope":',
    "]}]}]}",
    "\u2028",
    "\u0000",
    "é\n",
    "a".repeat(500),
  ),
);
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(-0, 2 ** 53, 2 ** 62, -(2 ** 63), 2 ** 63, 1e300, 0.1),
);
const scalar = fc.oneof(text, number, fc.boolean());
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.constantFrom(null, undefined),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(text, tie("value"), { maxKeys: 3 }),
  ),
}));
const attributes = fc.dictionary(text, anyValue as fc.Arbitrary<never>, { maxKeys: 6 });
const time = fc.tuple(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 }));
const dropped = fc.integer({ min: 0, max: 3 });
const spanContext = fc.record({
  traceId: fc.stringMatching(/^[0-9a-f]{31}1$/),
  spanId: fc.stringMatching(/^[0-9a-f]{15}1$/),
  traceFlags: fc.constantFrom(TraceFlags.NONE, TraceFlags.SAMPLED, 0xff),
  isRemote: fc.option(fc.boolean(), { nil: undefined }),
  traceState: fc.option(fc.constant({ serialize: () => "vendor=a,other=b" }), { nil: undefined }),
});
const schemaUrl = fc.option(fc.constantFrom("", "https://example.com/schema/1.0"), { nil: undefined });
/** Whatever a span of any emitter may hold. */
export const anySpan: fc.Arbitrary<ReadableSpan> = fc
  .record({
    name: text,
    kind: fc.constantFrom(SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER),
    context: spanContext,
    parentSpanContext: fc.option(spanContext, { nil: undefined }),
    startTime: time,
    endTime: time,
    status: fc.record({
      code: fc.constantFrom(SpanStatusCode.UNSET, SpanStatusCode.OK, SpanStatusCode.ERROR),
      message: fc.option(text, { nil: undefined }),
    }),
    attributes,
    links: fc.array(
      fc.record({
        context: spanContext,
        attributes: fc.option(attributes, { nil: undefined }),
        droppedAttributesCount: dropped,
      }),
      { maxLength: 2 },
    ),
    events: fc.array(fc.record({ time, name: text, attributes, droppedAttributesCount: dropped }), { maxLength: 2 }),
    droppedAttributesCount: dropped,
    droppedEventsCount: dropped,
    droppedLinksCount: dropped,
    resource: fc.tuple(attributes, schemaUrl).map(([values, schema]) => ({ attributes: values, schemaUrl: schema })),
    instrumentationScope: fc.record({ name: text, version: fc.option(text, { nil: undefined }), schemaUrl }),
  })
  .map(({ context, ...rest }) => ({ ...rest, spanContext: () => context }) as unknown as ReadableSpan);
