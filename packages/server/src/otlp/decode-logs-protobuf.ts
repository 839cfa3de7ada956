/**
 * Decodes `opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest`. Resources and scopes are left out, as
 * events belong to spans that have theirs.
 */
import type { AttributeValue } from "@rootspan/model";
import { type OpenAttributes, readAttribute, readValue } from "./decode-protobuf-value.ts";
import { type LogRecord, toEventName } from "./log-record.ts";
import { ProtobufReader } from "./protobuf-reader.ts";
import { TextInterner } from "./text-interner.ts";
import { ValueBudget } from "./value-budget.ts";

const interner = new TextInterner();

/** The records of a request, in order. @throws OtlpDecodeError with the byte offset */
export function decodeLogsProtobuf(body: Buffer): LogRecord[] {
  const reader = new ProtobufReader(body, interner);
  const budget = new ValueBudget();
  const records: LogRecord[] = [];
  readItems(reader, 0x0a, 1, () => {
    // ResourceLogs: its scope_logs, of which each has log_records.
    budget.take(1);
    readMessage(reader, 0x12, 3, () => {
      budget.take(1);
      readMessage(reader, 0x12, 3, () => records.push(readRecord(reader, budget)));
    });
  });
  return records;
}

function readMessage(reader: ProtobufReader, tag: number, knownFields: number, readItem: () => void): void {
  const outer = reader.enter();
  readItems(reader, tag, knownFields, readItem);
  reader.leave(outer);
}

/** Reads the items of one field, and passes over the others, which are all messages or texts. */
function readItems(reader: ProtobufReader, tag: number, knownFields: number, readItem: () => void): void {
  while (reader.position < reader.end) {
    const found = reader.readTag();
    if (found === tag) readItem();
    else if ((found & 7) === 2 && found >>> 3 <= knownFields) reader.skipBytes();
    else reader.skip(found, knownFields);
  }
}

function readRecord(reader: ProtobufReader, budget: ValueBudget): LogRecord {
  budget.take(8);
  const attributes: OpenAttributes = {};
  let traceId = "";
  let spanId = "";
  let eventName = "";
  let time = 0n;
  let observed = 0n;
  let body: AttributeValue = null;
  const outer = reader.enter();
  while (reader.position < reader.end) {
    const tag = reader.readTag();
    // prettier-ignore
    switch (tag) {
      case 0x09: time = reader.readFixed64(); break;
      case 0x10: reader.readInt32(); break;
      case 0x1a: reader.skipBytes(); break;
      case 0x2a: body = readValue(reader, budget, 0); break;
      case 0x32: readAttribute(reader, budget, attributes); break;
      case 0x38: reader.readUint32(); break;
      case 0x45: reader.readFixed32(); break;
      case 0x4a: traceId = reader.readHex(); break;
      case 0x52: spanId = reader.readHex(); break;
      case 0x59: observed = reader.readFixed64(); break;
      case 0x62: eventName = reader.readKey(); break;
      default: reader.skip(tag, 12);
    }
  }
  reader.leave(outer);
  return {
    traceId,
    spanId,
    eventName: toEventName(eventName, attributes),
    timeUnixNano: time || observed,
    attributes,
    body,
  };
}
