/** A hundred thousand mutated bodies: none crashes the decoders or a server, and none is taken for what it is not. */
import fc from "fast-check";
import type { SpanRecord } from "@rootspan/model";
import { openServerUnderTest } from "../http/server-under-test.ts";
import { decodeJson } from "../../src/otlp/decode-json.ts";
import { decodeProtobuf } from "../../src/otlp/decode-protobuf.ts";
import { anyRequest } from "./any-request.ts";
import { AmbiguousValue, decodeIndependently } from "./independent-decoder.ts";
import { mutantsOf } from "./mutate.ts";
import { tryDecode } from "./try-decode.ts";
import { toJson, toProtobuf } from "./write-request.ts";

const SEEDS = 200;
const MUTANTS_OF_EACH = 500;
const SENT_OF_EACH = 20;

jest.setTimeout(600_000);

const requests = fc.sample(anyRequest, { numRuns: SEEDS, seed: 20_261_125 });

/** Undefined where it cannot say. */
function readIndependently(body: Buffer): readonly SpanRecord[] | undefined {
  try {
    return decodeIndependently(body);
  } catch (error) {
    if (error instanceof AmbiguousValue) return undefined;
    throw error;
  }
}

it("100,000 of protobuf: what is taken is what an independent decoder reads", () => {
  let same = 0;
  for (const body of mutantsOf(requests.map(toProtobuf), MUTANTS_OF_EACH, 1)) {
    const records = tryDecode(body, decodeProtobuf);
    const independent = records && readIndependently(body);
    if (independent === undefined) continue;
    expect({ body: body.toString("hex"), records }).toEqual({ body: body.toString("hex"), records: independent });
    same += 1;
  }
  expect(same).toBeGreaterThan(1_000);
});

it("100,000 of JSON: what is taken is JSON, and has no more spans than are written in it", () => {
  let count = 0;
  for (const body of mutantsOf(requests.map(toJson), MUTANTS_OF_EACH, 2)) {
    const records = tryDecode(body, decodeJson);
    if (records === undefined) continue;
    const { resourceSpans = [] } = JSON.parse(body.toString()) as { resourceSpans?: readonly SpanLists[] | null };
    const spans = (resourceSpans ?? []).flatMap(({ scopeSpans }) =>
      (scopeSpans ?? []).flatMap((scope) => scope.spans ?? []),
    );
    expect(records).toHaveLength(spans.length);
    count += 1;
  }
  expect(count).toBeGreaterThan(1_000);
});

interface SpanLists {
  readonly scopeSpans?: readonly { readonly spans?: readonly unknown[] | null }[] | null;
}

it.each([
  ["application/x-protobuf", toProtobuf, decodeProtobuf],
  ["application/json", toJson, decodeJson],
] as const)("a server answers %s with 200 or 400, as the decoder says, and lives", async (type, write, decode) => {
  const server = await openServerUnderTest();
  for (const body of mutantsOf(requests.map(write), SENT_OF_EACH, 3)) {
    const { status } = await server.post(body, { "content-type": type });
    expect({ body: body.toString("hex"), status }).toEqual({
      body: body.toString("hex"),
      status: tryDecode(body, decode) === undefined ? 400 : 200,
    });
  }
  expect((await server.get("/readyz")).status).toBe(200);
  expect(server.reported).toEqual([]);
  await server.close();
});
