/** A line says what OpenTelemetry's own serialiser says, and what our server reads is the span that was written. */
import { JsonTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import fc from "fast-check";
import { decodeJson } from "../../../server/src/otlp/decode-json.ts";
import { toExportBody } from "../../src/journal/export-body.ts";
import { toOtlpJson } from "../../src/journal/to-otlp-json.ts";
import { anySpan } from "../any-span.ts";
import { createCall } from "./spans.ts";

/** What both serialisers must agree on: OTLP has several spellings of one thing. */
function normalise(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => normalise(item));
  if (typeof value === "string") return value === "" ? undefined : value.toWellFormed();
  if (value === 0 && /^dropped|^code$/.test(key)) return undefined;
  if (typeof value !== "object" || value === null) return value;
  // The official serialiser also writes the schema into the resource, where OTLP has no such field.
  const fields = Object.entries(value).filter(([name]) => key !== "resource" || name !== "schemaUrl");
  const entries = fields.map(([name, item]) => normaliseField(name, item));
  const present = entries.filter(([, item]) => item !== undefined);
  // A value of a kind says something, even where it says nothing else; a message that is empty does not.
  const isEmpty = present.length === 0 && (key === "status" || key === "resource" || key === "scope");
  return isEmpty ? undefined : Object.fromEntries(present);
}

function normaliseField(name: string, item: unknown): readonly [string, unknown] {
  if (name === "intValue") return [name, BigInt(item as string | number).toString()];
  // OpenTelemetry's own writes null for what JSON has no number for.
  if (name === "doubleValue") return [name, Number.isFinite(item) ? item : "not finite"];
  if (name === "stringValue" || name === "key") return [name, (item as string).toWellFormed()];
  if (name === "bytesValue") return [name, item];
  if (name === "arrayValue" || name === "kvlistValue")
    return [name, { values: normalise((item as { values: unknown }).values) ?? [] }];
  if (name === "value") return [name, normalise(item) ?? {}];
  return [name, normalise(item, name)];
}

/** The official serialiser's integers beyond int64 are no OTLP; ours are doubles. */
function withoutWideIntegers(request: unknown): unknown {
  return JSON.parse(JSON.stringify(request), (_, item: unknown) => {
    if (typeof item !== "object" || item === null || !("intValue" in item)) return item;
    const { intValue } = item as { intValue: string | number };
    const isWide = BigInt.asIntN(64, BigInt(intValue)) !== BigInt(intValue);
    return isWide ? { doubleValue: Number(intValue) } : item;
  });
}

function official(spans: readonly ReadableSpan[]): unknown {
  return JSON.parse(new TextDecoder().decode(JsonTraceSerializer.serializeRequest([...spans])));
}

it("says the same as OpenTelemetry's serialiser, whatever the span holds", () => {
  fc.assert(
    fc.property(anySpan, (generated) => {
      const ours = toOtlpJson(generated);
      expect(ours).not.toContain("\n");
      expect(normalise(JSON.parse(ours))).toEqual(normalise(withoutWideIntegers(official([generated]))));
    }),
    { numRuns: 2_000 },
  );
});

it("is read by our server as what it is", () => {
  fc.assert(
    fc.property(anySpan, (generated) => {
      const [record] = decodeJson(Buffer.from(toOtlpJson(generated)));
      const { traceId, spanId } = generated.spanContext();
      const [startSeconds, startNanos] = generated.startTime;
      expect(record).toMatchObject({
        traceId,
        spanId,
        name: generated.name.toWellFormed(),
        kind: generated.kind + 1,
        startTimeUnixNano: BigInt(startSeconds) * 1_000_000_000n + BigInt(startNanos),
        status: { code: generated.status.code },
      });
      expect(record!.events).toHaveLength(generated.events.length);
      expect(record!.links).toHaveLength(generated.links.length);
      const attributesOf = Object.entries(generated.attributes).filter(([key, value]) => isComparable(key, value));
      const wanted = attributesOf.map(([key, value]) => [key, asRead(value)]);
      const found = attributesOf.map(([key]) => [key, asRead(record!.attributes[key])]);
      expect(found).toEqual(wanted);
    }),
    { numRuns: 1_000 },
  );
});

/** Keys that differ in lone surrogates alone become one. */
function isComparable(key: string, value: unknown): boolean {
  const isScalar = ["string", "number", "boolean"].includes(typeof value) || value instanceof Uint8Array;
  return key.isWellFormed() && isScalar;
}

/** Integers beyond 2⁵³ are read as bigint, and there is no negative zero. */
function asRead(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  const number = typeof value === "bigint" ? Number(value) : value;
  return number === 0 ? 0 : number;
}

describe("values that JSON or OTLP has no room for", () => {
  const decode = (values: Record<string, unknown>) => {
    const generated = Object.create(createCall(0, 0), { attributes: { value: values } }) as ReadableSpan;
    return decodeJson(Buffer.from(toOtlpJson(generated)))[0]!.attributes;
  };

  it("are written as near as it can be", () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    const values = {
      nan: NaN,
      infinity: -Infinity,
      array: [NaN, 1, 0.5, Infinity],
      bigint: 2n ** 63n - 1n,
      wide: 2n ** 64n,
      lone: "a\ud800b",
      bytes: new Uint8Array([0, 255]),
      slice: Buffer.from("abcd").subarray(1, 3),
      nothing: null,
      fn: () => 1,
      nested: { a: [{ b: true }] },
    };
    expect(decode(values)).toEqual({
      nan: NaN,
      infinity: -Infinity,
      array: [NaN, 1, 0.5, Infinity],
      bigint: 2n ** 63n - 1n,
      wide: "18446744073709551616",
      lone: "a\ufffdb",
      bytes: new Uint8Array([0, 255]),
      slice: new Uint8Array([98, 99]),
      nothing: null,
      fn: null,
      nested: { a: [{ b: true }] },
    });
    expect(JSON.stringify(decode({ cycle }))).toContain("nested deeper than 32 levels");
  });

  it("times that are none, or odd, do not spoil the request", () => {
    const at = (startTime: readonly [number, number]) => {
      const generated = Object.create(createCall(0, 0), { startTime: { value: startTime } }) as ReadableSpan;
      return decodeJson(Buffer.from(toOtlpJson(generated)))[0]!.startTimeUnixNano;
    };
    expect([at([0, 5]), at([NaN, 0]), at([-5, 0]), at([1, 2_500_000_000]), at([1.5, 7.9])]).toEqual([
      5n,
      0n,
      0n,
      3_500_000_000n,
      1_000_000_007n,
    ]);
  });
});

it("does not keep a resource whose detectors are still at work", async () => {
  let resolve: (value: string) => void = () => {};
  const late = new Promise<string>((done) => (resolve = done));
  const resource = resourceFromAttributes({ early: "here", late });
  const generated = Object.create(createCall(0, 0), { resource: { value: resource } }) as ReadableSpan;
  expect(decodeJson(Buffer.from(toOtlpJson(generated)))[0]!.resource).not.toHaveProperty("late");
  resolve("now");
  await resource.waitForAsyncAttributes!();
  expect(decodeJson(Buffer.from(toOtlpJson(generated)))[0]!.resource).toEqual({ early: "here", late: "now" });
});

it("joins lines into one request that says the same as their requests", () => {
  fc.assert(
    fc.property(
      fc.array(anySpan, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(7), { maxLength: 16 }),
      (some, picks) => {
        // Some of the same tracer, some of the same resource, in any order.
        const mixed = picks.map((pick) => {
          const chosen = some[pick % some.length]!;
          return Object.create(chosen, { resource: { value: some[0]!.resource } }) as ReadableSpan;
        });
        const spans = [...some, ...mixed];
        const records = decodeJson(Buffer.from(toExportBody(spans.map(toOtlpJson))));
        const one = spans.flatMap((each) => decodeJson(Buffer.from(toOtlpJson(each))));
        const sorted = (list: readonly object[]) => list.map((record) => show(record)).sort();
        expect(sorted(records)).toEqual(sorted(one));
      },
    ),
    { numRuns: 300 },
  );
  const calls = Array.from({ length: 100 }, (_, index) => createCall(1, index));
  const body = JSON.parse(toExportBody(calls.map(toOtlpJson))) as {
    resourceSpans: { scopeSpans: { spans: object[] }[] }[];
  };
  expect(body.resourceSpans).toHaveLength(1);
  expect(body.resourceSpans[0]!.scopeSpans).toHaveLength(1);
  expect(body).toEqual(withStringIntegers(official(calls)));
  expect(toExportBody([])).toBe('{"resourceSpans":[]}');
});

function show(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === "bigint") return `${item}n`;
    return typeof item === "number" && !Number.isFinite(item) ? String(item) : item;
  });
}

/** For spans without odd values: the difference between the two is how integers are spelled and what is left out. */
function withStringIntegers(request: unknown): unknown {
  return JSON.parse(JSON.stringify(request), (name, item: unknown) => {
    if (name === "intValue") return String(item);
    if (typeof item === "object" && item !== null && !Array.isArray(item)) {
      return Object.fromEntries(Object.entries(item).filter(([key, field]) => !isDefault(key, field)));
    }
    return item;
  });
}

function isDefault(key: string, field: unknown): boolean {
  if (key.startsWith("dropped")) return field === 0;
  if (key === "events" || key === "links") return Array.isArray(field) && field.length === 0;
  return key === "status" && JSON.stringify(field) === '{"code":0}';
}
