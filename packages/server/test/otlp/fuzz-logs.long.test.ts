/** A hundred thousand mutated bodies of log records: none crashes the decoders or a server, and none is taken wrongly. */
import { JsonLogsSerializer, ProtobufLogsSerializer } from "@opentelemetry/otlp-transformer";
import { decodeLogsJson } from "../../src/otlp/decode-logs-json.ts";
import { decodeLogsProtobuf } from "../../src/otlp/decode-logs-protobuf.ts";
import { openServerUnderTest } from "../http/server-under-test.ts";
import { mutantsOf } from "./mutate.ts";
import { tryDecode } from "./try-decode.ts";

const SEEDS = 100;
const MUTANTS_OF_EACH = 600;
const SENT_OF_EACH = 10;

jest.setTimeout(600_000);

type Records = Parameters<typeof ProtobufLogsSerializer.serializeRequest>[0];

/** What the emitters of three years send: GenAI events by name and by attribute, exceptions, and plain lines. */
function recordsOf(seed: number): Records {
  return Array.from({ length: 1 + (seed % 3) }, (_, index) => ({
    hrTime: [1_763_900_000 + seed, index],
    hrTimeObserved: [1_763_900_000 + seed, index + 1],
    spanContext: {
      traceId: (seed + 1).toString(16).padStart(32, "0"),
      spanId: (index + 1).toString(16).padStart(16, "0"),
      traceFlags: 1,
    },
    severityNumber: seed % 25,
    severityText: ["", "INFO", "ERROR"][seed % 3]!,
    eventName: ["gen_ai.client.inference.operation.details", "", "gen_ai.user.message", "exception"][seed % 4]!,
    body: [
      "a line of text",
      { role: "user", content: `where is my order ${seed}` },
      undefined,
      [1, "two", { three: [3.5, true, null] }],
    ][seed % 4],
    attributes: {
      "event.name": ["gen_ai.choice", "", "session.start"][seed % 3]!,
      "gen_ai.input.messages": JSON.stringify([{ role: "user", parts: [{ type: "text", content: "hi" }] }]),
      "gen_ai.usage.input_tokens": seed * 1_000,
      numbers: [seed, seed + 1],
      flag: seed % 2 === 0,
    },
    droppedAttributesCount: seed % 5,
    resource: {
      attributes: { "service.name": "shop" },
      merge: undefined,
      getRawAttributes: () => [["service.name", "shop"]],
    },
    instrumentationScope: { name: "agent", version: "1" },
  })) as unknown as Records;
}

const requests = Array.from({ length: SEEDS }, (_, seed) => recordsOf(seed));
const toProtobuf = (records: Records): Buffer => Buffer.from(ProtobufLogsSerializer.serializeRequest(records)!);
const toJson = (records: Records): Buffer => Buffer.from(JsonLogsSerializer.serializeRequest(records)!);

it("both forms of a request are the same records", () => {
  for (const records of requests) {
    const decoded = decodeLogsProtobuf(toProtobuf(records));
    expect(decoded).toHaveLength(records.length);
    expect(decodeLogsJson(toJson(records))).toEqual(decoded);
  }
});

it("60,000 of protobuf never crash the decoder, and what is taken is records", () => {
  let count = 0;
  for (const body of mutantsOf(requests.map(toProtobuf), MUTANTS_OF_EACH, 1)) {
    for (const { traceId, spanId, eventName, timeUnixNano } of tryDecode(body, decodeLogsProtobuf) ?? []) {
      expect(`${traceId}${spanId}`).toMatch(/^[0-9a-f]*$/);
      expect(typeof eventName).toBe("string");
      expect(timeUnixNano >= 0n && timeUnixNano < 1n << 64n).toBe(true);
      count += 1;
    }
  }
  expect(count).toBeGreaterThan(1_000);
});

it("60,000 of JSON: what is taken is JSON, and has no more records than are written in it", () => {
  let count = 0;
  for (const body of mutantsOf(requests.map(toJson), MUTANTS_OF_EACH, 2)) {
    const records = tryDecode(body, decodeLogsJson);
    if (records === undefined) continue;
    const { resourceLogs } = JSON.parse(body.toString()) as { resourceLogs?: readonly LogLists[] | null };
    const written = (resourceLogs ?? []).flatMap(({ scopeLogs }) =>
      (scopeLogs ?? []).flatMap((scope) => scope.logRecords ?? []),
    );
    expect(records).toHaveLength(written.length);
    count += 1;
  }
  expect(count).toBeGreaterThan(1_000);
});

interface LogLists {
  readonly scopeLogs?: readonly { readonly logRecords?: readonly unknown[] | null }[] | null;
}

it.each([
  ["application/x-protobuf", toProtobuf, decodeLogsProtobuf],
  ["application/json", toJson, decodeLogsJson],
] as const)("a server answers %s with 200 or 400, as the decoder says, and lives", async (type, write, decode) => {
  const server = await openServerUnderTest();
  for (const body of mutantsOf(requests.map(write), SENT_OF_EACH, 3)) {
    const init = { method: "POST", body, headers: { "content-type": type } };
    const { status } = await server.fetch("/v1/logs", init);
    expect({ body: body.toString("hex"), status }).toEqual({
      body: body.toString("hex"),
      status: tryDecode(body, decode) === undefined ? 400 : 200,
    });
  }
  expect((await server.get("/readyz")).status).toBe(200);
  expect(server.reported).toEqual([]);
  await server.close();
});
