/** What is kept of spans is read as it was, whether it is kept as it came or written anew. */
import type { SpanRecord } from "@rootspan/model";
import fc from "fast-check";
import { checkSpans } from "../../src/ingest/check-spans.ts";
import { decodeSentSpans } from "../../src/otlp/decode-protobuf.ts";
import type { SentFields } from "../../src/otlp/sent-fields.ts";
import { readBlock, type SpanBlock, toBlocks } from "../../src/store/sqlite/span-block.ts";
import { readChunk, SpanChunk } from "../../src/store/sqlite/span-chunk.ts";
import { anyRequest } from "../otlp/any-request.ts";
import { mutantsOf } from "../otlp/mutate.ts";
import { send } from "../otlp/send.ts";
import { tryDecode } from "../otlp/try-decode.ts";
import { message, text, toProtobuf } from "../otlp/write-request.ts";
import { newTraceId, span } from "../spans.ts";

const TRACE = newTraceId();

/** The first byte of what is kept as it came. */
const AS_SENT = 0x0a;

function inOneTrace(count: number): readonly SpanRecord[] {
  return Array.from({ length: count }, (_, index) =>
    span({ traceId: TRACE, attributes: { text: `${index}`.repeat(9) } }),
  );
}

function readAll(blocks: readonly SpanBlock[]): readonly SpanRecord[] {
  return blocks.flatMap((block) => readBlock(block, TRACE));
}

it("any spans, as they came and as JSON", () => {
  const spansOf = (body: Buffer): { readonly spans: readonly SpanRecord[]; readonly sent: SentFields | undefined } => {
    const { spans, sent } = decodeSentSpans(body);
    return { spans: spans.map((record) => Object.assign(record, { traceId: TRACE })), sent };
  };
  fc.assert(
    fc.property(anyRequest, (request) => {
      const { spans, sent } = spansOf(toProtobuf(request));
      const kept = toBlocks(spans, sent);
      expect(kept.every(({ content }) => content[0] === AS_SENT)).toBe(true);
      expect(readAll(kept).map((record) => ({ ...record, traceId: TRACE }))).toEqual(spans);
      expect(readAll(toBlocks(spans, undefined))).toEqual(spans);
    }),
    { numRuns: 300 },
  );
});

it.each(["\n", "\u0001", '"', "\\", "\\n", "\ud800", "\ue001", "\ue001\n"])(
  "a key %j beside one that is a backslash",
  (key) => {
    const spans = [
      { a: 1, "\\": 2 },
      { a: 1, [key]: 3 },
    ].map((attributes) => span({ traceId: TRACE, attributes }));
    expect(readAll(toBlocks(spans, undefined))).toEqual(spans);
    // Each by itself: what was read before matters.
    for (const each of spans) expect(readAll(toBlocks([each], undefined))).toEqual([each]);
  },
);

it("what 12,000 mutated bodies hold, if anything", () => {
  const requests = fc.sample(anyRequest, { numRuns: 60, seed: 5 }).map(toProtobuf);
  let kept = 0;
  for (const body of mutantsOf(requests, 200, 20_261_126)) {
    const request = tryDecode(body, decodeSentSpans);
    if (request === undefined) continue;
    for (const each of checkSpans(request.spans).valid) {
      const [block] = toBlocks([each], request.sent);
      expect(readBlock(block!, each.traceId)).toEqual([each]);
      if (block!.content[0] === AS_SENT) kept += 1;
    }
  }
  expect(kept).toBeGreaterThan(1_000);
});

it("one that has changed since it came is not kept as it came, nor are those beside it", () => {
  const { spans, sent } = send(inOneTrace(3));
  const changed = spans.with(1, { ...spans[1]!, name: "changed", attributes: { text: "changed" } });
  const blocks = toBlocks(changed, sent);
  expect(blocks.map(({ content }) => content[0])).not.toContain(AS_SENT);
  expect(readAll(blocks)).toEqual(changed);
});

it.each(["resource", "scope"])("a %s that came in two parts is put together", (part) => {
  const pair = (key: string): Buffer => message(1, Buffer.concat([text(1, key), message(2, text(1, key))]));
  const named = (name: string): Buffer => message(1, text(1, name));
  const inner = message(2, Buffer.concat([message(1, Buffer.from(TRACE, "hex")), message(2, Buffer.alloc(8, 7))]));
  const body =
    part === "resource"
      ? [message(1, pair("a")), message(1, pair("b")), message(2, inner)]
      : [message(2, Buffer.concat([named("a"), inner, named("b")]))];
  const { spans, sent } = decodeSentSpans(message(1, Buffer.concat(body)));
  const [block] = toBlocks(spans, sent);
  expect(block!.content[0]).not.toBe(AS_SENT);
  expect(readBlock(block!, TRACE)).toEqual(spans);
  expect(part === "resource" ? spans[0]!.resource : spans[0]!.scope).toEqual(
    part === "resource" ? { a: "a", b: "b" } : { name: "b" },
  );
});

it("many make several blocks, which a chunk joins up to its size", () => {
  const { spans, sent } = send(inOneTrace(2_500));
  const blocks = toBlocks(spans, sent);
  expect(blocks.length).toBeGreaterThan(2);
  const chunk = new SpanChunk(1);
  for (const block of blocks) {
    expect(chunk.fits(block)).toBe(true);
    chunk.add(block);
  }
  expect(chunk.size).toBe(2_500);
  const read = readChunk(chunk.toBytes());
  expect(read.map(({ attributes }) => attributes)).toEqual(spans.map(({ attributes }) => attributes));
  expect(chunk.fits(toBlocks(inOneTrace(1), undefined)[0]!)).toBe(false);
});
