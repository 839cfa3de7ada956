/**
 * The floor: rows that are decoded and compressed already go into the server's own tables, 512 a transaction, durable.
 * `bare-inserts.ts <requests> <file>` prints spans a second. Half as many come before that.
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
const batches = createRequests(Number(count) * 1.5).map((body) => {
  const { spans, sent } = decodeSentSpans(Buffer.from(body));
  return prepareSpans(spans, prices, sent).flatMap(toRows);
});
prepareFile(file, prices);
const database = openWriter(file);
const book = new SpanBook(database);

let number = 0;
insertAll(batches.splice(Number(count)));
const started = performance.now();
const spans = insertAll(batches);
console.log((spans / (performance.now() - started)) * 1000);
database.close();

/** @returns how many spans there were */
function insertAll(requests: readonly (readonly BlockRows[])[]): number {
  let inserted = 0;
  for (const sessions of requests) {
    database.exec("BEGIN IMMEDIATE");
    for (const { traceId, heads, chunk } of sessions) {
      number += 1;
      let position = 0;
      for (const head of readHeads(heads)) {
        book.add({ session: number, chunk: number, position }, traceId, head);
        position += 1;
      }
      book.addChunk(number, { id: number, toBytes: () => chunk });
      inserted += position;
    }
    database.exec("COMMIT");
  }
  return inserted;
}

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
