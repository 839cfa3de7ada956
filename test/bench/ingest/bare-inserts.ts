/**
 * The floor: rows that are decoded and compressed already go into the server's own tables, 512 a transaction, durable.
 * `bare-inserts.ts <requests> <file>` prints spans a second.
 */
import { createPriceBook, type SpanRecord } from "@rootspan/model";
import { decodeProtobuf } from "../../../packages/server/src/otlp/decode-protobuf.ts";
import { openWriter, prepareFile } from "../../../packages/server/src/store/sqlite/open-database.ts";
import { SpanChunk } from "../../../packages/server/src/store/sqlite/span-chunk.ts";
import { SpanBook } from "../../../packages/server/src/store/sqlite/write/span-book.ts";
import { createRequests } from "./requests.ts";

const [count, file] = process.argv.slice(2) as [string, string];
const batches = createRequests(Number(count)).map((body) => toRows(decodeProtobuf(Buffer.from(body))));
prepareFile(file, createPriceBook());
const database = openWriter(file);
const book = new SpanBook(database);

let number = 0;
let spans = 0;
const started = performance.now();
for (const sessions of batches) {
  database.exec("BEGIN IMMEDIATE");
  for (const { chunk, members } of sessions) {
    number += 1;
    const place = { id: number, size: 0 };
    for (const { span, traceId } of members) {
      book.add(number, place, traceId, span);
      place.size += 1;
    }
    book.addChunk(number, { id: number, toBytes: () => chunk });
    spans += members.length;
  }
  database.exec("COMMIT");
}
console.log((spans / (performance.now() - started)) * 1000);
database.close();

interface SessionRows {
  readonly chunk: Uint8Array;
  readonly members: readonly { readonly span: SpanRecord; readonly traceId: Uint8Array }[];
}

function toRows(records: readonly SpanRecord[]): readonly SessionRows[] {
  return [...Map.groupBy(records, ({ traceId }) => traceId)].map(([traceId, members]) => {
    const chunk = new SpanChunk(0);
    for (const span of members) chunk.add(span);
    return { chunk: chunk.toBytes(), members: members.map((span) => ({ span, traceId: Buffer.from(traceId, "hex") })) };
  });
}
