/** Both forms of OTLP give the same records, and what is malformed is told with its place. */
import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import fc from "fast-check";
import { decodeJson } from "../../src/otlp/decode-json.ts";
import { decodeProtobuf } from "../../src/otlp/decode-protobuf.ts";
import { OtlpDecodeError } from "../../src/otlp/otlp-decode-error.ts";
import { anyRequest } from "./any-request.ts";
import { base128, message, tag, toJson, toProtobuf, toRecords, varint } from "./write-request.ts";

type ReadableSpan = Parameters<typeof JsonTraceSerializer.serializeRequest>[0][number];

function faultOf(decode: () => unknown): OtlpDecodeError {
  try {
    decode();
  } catch (error) {
    if (error instanceof OtlpDecodeError) return error;
    throw error;
  }
  throw new Error("nothing was wrong");
}

const json = (body: unknown): Buffer => Buffer.from(JSON.stringify(body));

const withSpan = (span: object): Buffer => json({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });

const withValue = (value: unknown): Buffer => withSpan({ attributes: [{ key: "k", value }] });

/** A span as OpenTelemetry JS hands it to an exporter. */
const READABLE = {
  name: "chat gpt-4o",
  kind: 2,
  spanContext: () => ({ traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 1 }),
  parentSpanContext: {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "00f067aa0ba902b7",
    traceFlags: 1,
    isRemote: true,
  },
  startTime: [1_763_900_000, 123_456_789],
  endTime: [1_763_900_001, 1],
  status: { code: 2, message: "boom" },
  attributes: { text: "é𝄞", integer: 42, double: 0.1, negative: -7, yes: true, list: ["a", "b"], numbers: [1, 2.5] },
  events: [
    {
      name: "exception",
      time: [1_763_900_000, 5],
      attributes: { "exception.message": "x" },
      droppedAttributesCount: 3,
    },
  ],
  links: [{ context: { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 0 }, attributes: { l: 1 } }],
  duration: [0, 1],
  ended: true,
  resource: { attributes: { "service.name": "shop" }, getRawAttributes: () => [] },
  instrumentationScope: { name: "@scope/lib", version: "1.0.0" },
  droppedAttributesCount: 1,
  droppedEventsCount: 2,
  droppedLinksCount: 0,
} as unknown as ReadableSpan;

const RECORD = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  parentSpanId: "00f067aa0ba902b7",
  name: "chat gpt-4o",
  kind: 3,
  startTimeUnixNano: 1_763_900_000_123_456_789n,
  endTimeUnixNano: 1_763_900_001_000_000_001n,
  status: { code: 2, message: "boom" },
  attributes: { text: "é𝄞", integer: 42, double: 0.1, negative: -7, yes: true, list: ["a", "b"], numbers: [1, 2.5] },
  events: [
    {
      name: "exception",
      timeUnixNano: 1_763_900_000_000_000_005n,
      attributes: { "exception.message": "x" },
      droppedAttributesCount: 3,
    },
  ],
  links: [{ traceId: "1".repeat(32), spanId: "2".repeat(16), attributes: { l: 1 }, flags: 0x100 }],
  resource: { "service.name": "shop" },
  scope: { name: "@scope/lib", version: "1.0.0" },
  flags: 0x301,
  droppedAttributesCount: 1,
  droppedEventsCount: 2,
};

describe("what OpenTelemetry's own serializers write", () => {
  it("is read from protobuf", () => {
    const body = Buffer.from(ProtobufTraceSerializer.serializeRequest([READABLE])!);
    expect(decodeProtobuf(body)).toEqual([RECORD]);
  });

  it("is read from JSON", () => {
    expect(decodeJson(Buffer.from(JsonTraceSerializer.serializeRequest([READABLE])!))).toEqual([RECORD]);
  });
});

describe("any request", () => {
  it("gives the same records in both forms, every digit and byte of them", () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const records = toRecords(request);
        expect(decodeProtobuf(toProtobuf(request))).toEqual(records);
        expect(decodeJson(toJson(request))).toEqual(records);
      }),
      { numRuns: 300 },
    );
  });

  it("may be empty", () => {
    expect(decodeProtobuf(Buffer.alloc(0))).toEqual([]);
    expect(decodeJson(json({}))).toEqual([]);
    expect(decodeJson(json({ resourceSpans: null }))).toEqual([]);
  });
});

describe("protobuf", () => {
  const inSpan = (...parts: Buffer[]): Buffer => message(1, message(2, message(2, Buffer.concat(parts))));

  it("passes over fields of later versions, whatever their type", () => {
    const later = [varint(99, 5n), message(98, Buffer.from("x")), Buffer.concat([tag(97, 1), Buffer.alloc(8)])];
    const keyed = message(9, Buffer.concat([message(1, Buffer.from("k")), message(2, varint(8, 3n)), varint(3, 1n)]));
    expect(decodeProtobuf(inSpan(...later, keyed, message(5, Buffer.from("n"))))).toMatchObject([
      { name: "n", attributes: { k: null } },
    ]);
  });

  it("takes the parent that is all zero for none", () => {
    expect(decodeProtobuf(inSpan(message(4, Buffer.alloc(8))))[0]).not.toHaveProperty("parentSpanId");
  });

  it("keeps a key that is __proto__ as a key", () => {
    const pair = Buffer.concat([message(1, Buffer.from("__proto__")), message(2, message(1, Buffer.from("x")))]);
    const { attributes } = decodeProtobuf(inSpan(message(9, pair)))[0]!;
    expect(Object.entries(attributes)).toEqual([["__proto__", "x"]]);
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
  });

  it("reads text that is no UTF-8 with replacement characters", () => {
    expect(decodeProtobuf(inSpan(message(5, Buffer.from([0x61, 0xff]))))[0]!.name).toBe("a\uFFFD");
  });

  const nested = (levels: number): Buffer => {
    let value = message(1, Buffer.from("deep"));
    for (let level = 0; level < levels; level++) value = message(5, message(1, value));
    return inSpan(message(9, Buffer.concat([message(1, Buffer.from("k")), message(2, value)])));
  };

  it("reads an attribute of 64 levels", () => {
    expect(JSON.stringify(decodeProtobuf(nested(64))[0]!.attributes)).toContain("deep");
  });

  it.each<[string, Buffer, string, number | undefined]>([
    ["a body that is no protobuf", Buffer.from("hello"), "field 13 has wire type", undefined],
    ["a body that is gzip", Buffer.from([0x1f, 0x8b, 8, 0]), "field 3 has wire type 7", undefined],
    ["a length beyond the end", Buffer.from([0x0a, 5, 1]), "a length of 5 where 1 bytes are left", 1],
    ["a negative length", Buffer.concat([tag(1, 2), base128((1n << 64n) - 1n)]), "a length of", 1],
    ["a length beyond its message", message(1, Buffer.from([0x12, 2, 0])), "a length of 2 where 1 bytes are left", 3],
    ["a varint that is cut off", message(1, Buffer.from([0x20, 0x80])), "a varint is cut off", 3],
    ["a varint of 65 bits", message(1, Buffer.concat([tag(9, 0), base128(1n << 64n)])), "more than 64 bits", 3],
    [
      "a varint of eleven bytes",
      Buffer.concat([tag(9, 0), Buffer.alloc(10, 0xff), Buffer.alloc(1)]),
      "more than 64 bits",
      undefined,
    ],
    ["field number zero", Buffer.from([0x02, 0]), "invalid field tag 2", 0],
    ["a number where a message belongs", varint(1, 3n), "field 1 cannot be varint", undefined],
    [
      "text where a time belongs",
      inSpan(message(7, Buffer.from("x"))),
      "field 7 cannot be length-delimited",
      undefined,
    ],
    ["a time that is cut off", inSpan(tag(7, 1), Buffer.alloc(3)), "8 bytes expected, 3 left", undefined],
    ["an attribute of 65 levels", nested(65), "nested deeper than 64 levels", undefined],
  ])("refuses %s, and says where", (_name, body, fault, offset) => {
    const error = faultOf(() => decodeProtobuf(body));
    expect(error.message).toContain(fault);
    expect(error.message).toMatch(/at byte \d+$/);
    expect(error.offset).toBe(offset ?? error.offset);
  });

  it("refuses more spans than a process could hold, long before it holds them", () => {
    const spans = Buffer.alloc(1_000_000, Buffer.from([0x12, 0]));
    expect(faultOf(() => decodeProtobuf(message(1, message(2, spans)))).tooLarge).toBe(true);
  });
});

describe("JSON", () => {
  it("takes ids of any case, 64-bit numbers as text or number, and doubles that are no numbers", () => {
    const span = { traceId: "ABCDEF", spanId: "Ab", startTimeUnixNano: "18446744073709551615", endTimeUnixNano: 5 };
    expect(decodeJson(withSpan(span))).toMatchObject([
      { traceId: "abcdef", spanId: "ab", startTimeUnixNano: (1n << 64n) - 1n, endTimeUnixNano: 5n },
    ]);
    const values = [
      { intValue: 5 },
      { intValue: "-9223372036854775808" },
      { doubleValue: "NaN" },
      { doubleValue: null },
    ];
    expect(values.map((value) => decodeJson(withValue(value))[0]!.attributes["k"])).toEqual([
      5,
      -(1n << 63n),
      NaN,
      null,
    ]);
  });

  it("keeps a key that is __proto__ as a key, and passes over one in the structure", () => {
    const pair = `{"key":"__proto__","value":{"stringValue":"x"},"__proto__":{"polluted":true}}`;
    const body = `{"__proto__":{"resourceSpans":5},"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[${pair}]}]}]}]}`;
    const { attributes } = decodeJson(Buffer.from(body))[0]!;
    expect(Object.entries(attributes)).toEqual([["__proto__", "x"]]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("makes text well-formed", () => {
    expect(decodeJson(Buffer.from(withSpan({ name: "NAME" }).toString().replace("NAME", "a\\ud800")))[0]!.name).toBe(
      "a\uFFFD",
    );
  });

  const span = "resourceSpans[0].scopeSpans[0].spans[0]";
  const attribute = `${span}.attributes[0].value`;
  const nested = (levels: number): object => {
    let value: object = { stringValue: "deep" };
    for (let level = 0; level < levels; level++) value = { arrayValue: { values: [value] } };
    return value;
  };

  it.each<[string, Buffer, string, string | undefined]>([
    ["what is no JSON", Buffer.from("{resourceSpans"), "the body is not JSON at byte 1", undefined],
    ["half a body", withSpan({ name: "x" }).subarray(0, 30), "the body is not JSON", undefined],
    ["a body that is a list", json([]), "an object expected, not an array", undefined],
    [
      "spans that are no list",
      json({ resourceSpans: [{ scopeSpans: {} }] }),
      "an array expected, not an object",
      "resourceSpans[0].scopeSpans",
    ],
    [
      "a span that is null",
      json({ resourceSpans: [{ scopeSpans: [{ spans: [{}, null] }] }] }),
      "an object expected, not null",
      "resourceSpans[0].scopeSpans[0].spans[1]",
    ],
    ["a name that is a number", withSpan({ name: 5 }), "text expected, not 5", `${span}.name`],
    [
      "a time that is a word",
      withSpan({ startTimeUnixNano: "now" }),
      "nanoseconds since 1970 expected",
      `${span}.startTimeUnixNano`,
    ],
    [
      "a time of 65 bits",
      withSpan({ endTimeUnixNano: "18446744073709551616" }),
      "nanoseconds",
      `${span}.endTimeUnixNano`,
    ],
    ["a time before 1970", withSpan({ endTimeUnixNano: -1 }), "nanoseconds", `${span}.endTimeUnixNano`],
    [
      "a kind by name",
      withSpan({ kind: "SPAN_KIND_CLIENT" }),
      "an integer of 32 bits expected, not a text",
      `${span}.kind`,
    ],
    [
      "an integer of 65 bits",
      withValue({ intValue: "9223372036854775808" }),
      "an integer of 64 bits",
      `${attribute}.intValue`,
    ],
    ["an integer with a fraction", withValue({ intValue: 1.5 }), "an integer of 64 bits", `${attribute}.intValue`],
    ["bytes that are no base64", withValue({ bytesValue: "ä" }), "base64 expected", `${attribute}.bytesValue`],
    ["a yes that is text", withValue({ boolValue: "true" }), "true or false expected", `${attribute}.boolValue`],
    ["an attribute of 65 levels", withValue(nested(65)), "nested deeper than 64 levels", undefined],
    [
      "ten thousand levels",
      Buffer.from(`{"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`),
      "nested deeper than 512 levels",
      undefined,
    ],
  ])("refuses %s, and says where", (_name, body, fault, path) => {
    const error = faultOf(() => decodeJson(body));
    expect(error.message).toContain(fault);
    expect(error.path).toBe(path ?? error.path);
  });

  it("never quotes the body", () => {
    expect(faultOf(() => decodeJson(Buffer.from(`{"a": secret}`))).message).not.toContain("secret");
    expect(faultOf(() => decodeJson(withValue({ intValue: "secret" }))).message).not.toContain("secret");
  });

  it("refuses more items than a process could hold, before it parses them", () => {
    const body = Buffer.from(`{"resourceSpans":[${"{},".repeat(10_100_000)}{}]}`);
    expect(faultOf(() => decodeJson(body)).tooLarge).toBe(true);
  });

  it("is not misled by brackets and quotes within text", () => {
    const name = `${"[".repeat(100_000)}\\"`;
    expect(decodeJson(withSpan({ name }))[0]!.name).toBe(name);
  });
});
