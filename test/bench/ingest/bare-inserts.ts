/**
 * The floor: rows that are decoded and compressed already go into the server's own tables, 512 a transaction, durable.
 * `bare-inserts.ts <requests> <file>` prints spans a second.
 */
import { createPriceBook } from "@rootspan/model";
import { decodeSentSpans } from "../../../packages/server/src/otlp/decode-protobuf.ts";
import { openWriter, prepareFile } from "../../../packages/server/src/store/sqlite/open-database.ts";
import type { SpanBlock } from "../../../packages/server/src/store/sqlite/span-block.ts";
import { readHeads } from "../../../packages/server/src/store/sqlite/span-heads.ts";
import { SpanChunk } from "../../../packages/server/src/store/sqlite/span-chunk.ts";
import { prepareSpans, type SpanGroup } from "../../../packages/server/src/store/sqlite/write/prepare-spans.ts";
import { SpanBook } from "../../../packages/server/src/store/sqlite/write/span-book.ts";
import { createRequests } from "./requests.ts";

const [count, file] = process.argv.slice(2) as [string, string];
const prices = createPriceBook();
const batches = createRequests(Number(count)).map((body) => {
  const { spans, sent } = decodeSentSpans(Buffer.from(body));
  return prepareSpans(spans, prices, sent).flatMap(toRows);
});
prepareFile(file, prices);
const database = openWriter(file);
const book = new SpanBook(database);

let number = 0;
let spans = 0;
const started = performance.now();
for (const sessions of batches) {
  database.exec("BEGIN IMMEDIATE");
  for (const { traceId, heads, chunk } of sessions) {
    number += 1;
    let position = 0;
    for (const head of readHeads(heads)) {
      book.add({ session: number, chunk: number, position }, traceId, head);
      position += 1;
    }
    book.addChunk(number, { id: number, toBytes: () => chunk });
    spans += position;
  }
  database.exec("COMMIT");
}
console.log((spans / (performance.now() - started)) * 1000);
database.close();

interface BlockRows extends Pick<SpanBlock, "heads"> {
  readonly traceId: Uint8Array;
  readonly chunk: Uint8Array;
}

function toRows({ traceId, blocks }: SpanGroup): readonly BlockRows[] {
  return blocks.map((block) => {
    const chunk = new SpanChunk(0);
    chunk.add(block);
    return { traceId: Buffer.from(traceId, "hex"), heads: block.heads, chunk: chunk.toBytes() };
  });
}
