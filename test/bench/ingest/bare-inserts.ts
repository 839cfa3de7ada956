/**
 * The floor: rows that are decoded and compressed already go into the server's own tables, 512 a transaction, durable.
 * `bare-inserts.ts <requests> <file>` prints spans a second.
 */
import { kindOf, type SpanRecord } from "@rootspan/model";
import { decodeProtobuf } from "../../../packages/server/src/otlp/decode-protobuf.ts";
import { openDatabase } from "../../../packages/server/src/store/sqlite/open-database.ts";
import { SpanChunk } from "../../../packages/server/src/store/sqlite/span-chunk.ts";
import { toSigned } from "../../../packages/server/src/store/sqlite/unix-nano.ts";
import { prepareWrites } from "../../../packages/server/src/store/sqlite/write-statements.ts";
import { createRequests } from "./requests.ts";

const [count, file] = process.argv.slice(2) as [string, string];
const batches = createRequests(Number(count)).map((body) => toRows(decodeProtobuf(Buffer.from(body))));
const database = openDatabase(file);
const write = prepareWrites(database);

let chunkId = 0;
let spans = 0;
const started = performance.now();
for (const sessions of batches) {
  write.begin.run();
  for (const { sessionId, chunk, rows } of sessions) {
    const { lastInsertRowid: session } = write.addSession.run(1, sessionId);
    chunkId += 1;
    rows.forEach((row, position) => write.addSpan.run(session, ...row, chunkId, position));
    write.addChunk.run(chunkId, session, chunk);
    spans += rows.length;
  }
  write.commit.run();
}
console.log((spans / (performance.now() - started)) * 1000);
database.close();

interface SessionRows {
  readonly sessionId: string;
  readonly chunk: Uint8Array;
  readonly rows: readonly (readonly [Buffer, Buffer, Buffer | null, string, string, bigint, bigint, number])[];
}

function toRows(records: readonly SpanRecord[]): readonly SessionRows[] {
  return [...Map.groupBy(records, ({ traceId }) => traceId)].map(([sessionId, members]) => {
    const chunk = new SpanChunk(0);
    for (const member of members) chunk.add(member);
    return { sessionId, chunk: chunk.toBytes(), rows: members.map(toRow) };
  });
}

function toRow(span: SpanRecord): SessionRows["rows"][number] {
  return [
    Buffer.from(span.traceId, "hex"),
    Buffer.from(span.spanId, "hex"),
    span.parentSpanId === undefined ? null : Buffer.from(span.parentSpanId, "hex"),
    span.name,
    kindOf(span.attributes),
    toSigned(span.startTimeUnixNano),
    toSigned(span.endTimeUnixNano),
    span.status.code,
  ];
}
