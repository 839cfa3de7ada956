/**
 * The floor: rows that are decoded and compressed already go into the server's own tables, 512 a transaction, durable.
 * `bare-inserts.ts <requests> <file>` prints spans a second.
 */
import { createPriceBook } from "@rootspan/model";
import { decodeProtobuf } from "../../../packages/server/src/otlp/decode-protobuf.ts";
import { openWriter, prepareFile } from "../../../packages/server/src/store/sqlite/open-database.ts";
import { SpanChunk } from "../../../packages/server/src/store/sqlite/span-chunk.ts";
import {
  type PreparedSpan,
  prepareSpans,
  type SpanGroup,
} from "../../../packages/server/src/store/sqlite/write/prepare-spans.ts";
import { SpanBook } from "../../../packages/server/src/store/sqlite/write/span-book.ts";
import { createRequests } from "./requests.ts";

const [count, file] = process.argv.slice(2) as [string, string];
const prices = createPriceBook();
const batches = createRequests(Number(count)).map((body) =>
  prepareSpans(decodeProtobuf(Buffer.from(body)), prices).map(toRows),
);
prepareFile(file, prices);
const database = openWriter(file);
const book = new SpanBook(database);

let number = 0;
let spans = 0;
const started = performance.now();
for (const sessions of batches) {
  database.exec("BEGIN IMMEDIATE");
  for (const { traceId, rows, chunk } of sessions) {
    number += 1;
    const place = { id: number, size: 0 };
    for (const row of rows) {
      book.add(number, place, traceId, row);
      place.size += 1;
    }
    book.addChunk(number, { id: number, toBytes: () => chunk });
    spans += rows.length;
  }
  database.exec("COMMIT");
}
console.log((spans / (performance.now() - started)) * 1000);
database.close();

interface SessionRows {
  readonly traceId: Uint8Array;
  readonly rows: readonly PreparedSpan[];
  readonly chunk: Uint8Array;
}

function toRows({ traceId, spans }: SpanGroup): SessionRows {
  const chunk = new SpanChunk(0);
  for (const span of spans) chunk.add(span);
  return { traceId: Buffer.from(traceId, "hex"), rows: spans, chunk: chunk.toBytes() };
}
