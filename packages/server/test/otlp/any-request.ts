/** Requests of every kind, generated. */
import fc from "fast-check";
import type { TypedAttributes, TypedRequest, TypedScopeSpans, TypedSpan, TypedValue } from "./write-request.ts";

export const hex = (bytes: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((id) => Buffer.from(id).toString("hex"));

const text = fc.string({ unit: "binary", maxLength: 12 });
const key = fc.oneof(
  fc.constantFrom("session.id", "rootspan.kind", "gen_ai.usage.input_tokens", "a", "constructor", "toJSON", "\u0001"),
  fc.string({ minLength: 1, maxLength: 80 }).filter((name) => name !== "__proto__"),
);
const time = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const count = fc.integer({ min: 0, max: 2 ** 32 - 1 });

const { value } = fc.letrec<{ value: TypedValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.record({
      kind: fc.constant("string" as const),
      value: fc.oneof(
        text,
        text.map((tail) => `\u0001${tail}`),
      ),
    }),
    fc.record({ kind: fc.constant("int" as const), value: fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }) }),
    fc.record({ kind: fc.constant("int" as const), value: fc.integer().map(BigInt) }),
    fc.record({ kind: fc.constant("double" as const), value: fc.double() }),
    fc.record({ kind: fc.constant("bool" as const), value: fc.boolean() }),
    fc.record({ kind: fc.constant("bytes" as const), value: fc.uint8Array({ maxLength: 20 }) }),
    fc.constant({ kind: "none" as const }),
    fc.record({ kind: fc.constant("array" as const), value: fc.array(tie("value"), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant("kvlist" as const), value: fc.dictionary(key, tie("value"), { maxKeys: 3 }) }),
  ),
}));

const attributes: fc.Arbitrary<TypedAttributes> = fc.dictionary(key, value, { maxKeys: 5 });

const span: fc.Arbitrary<TypedSpan> = fc.record({
  traceId: hex(16),
  spanId: hex(8),
  parentSpanId: fc.oneof(fc.constant(""), hex(8)).map((id) => (/^0+$/.test(id) ? "" : id)),
  traceState: fc.constantFrom("", "a=b"),
  flags: fc.constantFrom(0, 1, 0x101, 0x301),
  name: text,
  kind: fc.integer({ min: 0, max: 5 }),
  startTimeUnixNano: time,
  endTimeUnixNano: time,
  attributes,
  status: fc.oneof(
    fc.record({ code: fc.constantFrom(0, 1, 2) }),
    fc.record({ code: fc.constantFrom(0, 1, 2), message: fc.string({ minLength: 1, unit: "binary" }) }),
  ),
  events: fc.array(fc.record({ name: text, timeUnixNano: time, attributes }), { maxLength: 2 }),
  links: fc.array(
    fc.record({ traceId: hex(16), spanId: hex(8), traceState: fc.constantFrom("", "c=d"), flags: count, attributes }),
    { maxLength: 2 },
  ),
  droppedAttributesCount: count,
  droppedEventsCount: count,
  droppedLinksCount: count,
});

const scopeSpans: fc.Arbitrary<TypedScopeSpans> = fc.record({
  scope: fc.record({ name: text, version: fc.constantFrom("", "1.2.3"), attributes }),
  spans: fc.array(span, { maxLength: 3 }),
});

export const anyRequest: fc.Arbitrary<TypedRequest> = fc.array(
  fc.record({ resource: attributes, scopeSpans: fc.array(scopeSpans, { maxLength: 2 }) }),
  { maxLength: 2 },
);
