/**
 * What the rows of spans hold, in few pieces: objects would take long to be sent to another thread. A head is 40 bytes:
 *
 *   span id (8), parent's span id (8, zeros without a parent), start and end (8 each, little-endian), status code (4),
 *   and the numbers of name and kind among the texts (2 each)
 */
import { kindOf, type SpanRecord } from "@rootspan/model";

const HEAD_BYTES = 40;
const ID_BYTES = 8;
const PARENT_AT = 8;
const START_AT = 16;
const END_AT = 24;
const STATUS_AT = 32;
const NAME_AT = 36;
const KIND_AT = 38;

export interface SpanHeads {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Names and kinds, each once. */
  readonly texts: readonly string[];
}

export interface SpanHead {
  readonly spanId: Uint8Array;
  readonly parentSpanId: Uint8Array | null;
  readonly name: string;
  readonly kind: string;
  /** Nanoseconds since 1970, as `fromSigned` reads them. */
  readonly startTime: bigint;
  readonly endTime: bigint;
  readonly statusCode: number;
}

/** @param spans at most 65,536 names and kinds */
export function toHeads(spans: readonly SpanRecord[]): SpanHeads {
  const bytes = Buffer.from(new ArrayBuffer(spans.length * HEAD_BYTES));
  const view = new DataView(bytes.buffer);
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const known = numbers.get(text);
    if (known === undefined) numbers.set(text, numbers.size);
    return known ?? numbers.size - 1;
  };
  let at = 0;
  for (const { spanId, parentSpanId, startTimeUnixNano, endTimeUnixNano, status, name, attributes } of spans) {
    bytes.write(spanId, at, "hex");
    if (parentSpanId !== undefined) bytes.write(parentSpanId, at + PARENT_AT, "hex");
    view.setBigInt64(at + START_AT, startTimeUnixNano, true);
    view.setBigInt64(at + END_AT, endTimeUnixNano, true);
    view.setInt32(at + STATUS_AT, status.code, true);
    view.setUint16(at + NAME_AT, numberOf(name), true);
    view.setUint16(at + KIND_AT, numberOf(kindOf(attributes)), true);
    at += HEAD_BYTES;
  }
  return { bytes, texts: [...numbers.keys()] };
}

export function countHeads({ bytes }: SpanHeads): number {
  return bytes.length / HEAD_BYTES;
}

export function* readHeads({ bytes, texts }: SpanHeads): Generator<SpanHead> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; at += HEAD_BYTES) {
    yield {
      spanId: bytes.subarray(at, at + ID_BYTES),
      parentSpanId:
        view.getBigUint64(at + PARENT_AT) === 0n ? null : bytes.subarray(at + PARENT_AT, at + PARENT_AT + ID_BYTES),
      name: texts[view.getUint16(at + NAME_AT, true)]!,
      kind: texts[view.getUint16(at + KIND_AT, true)]!,
      startTime: view.getBigInt64(at + START_AT, true),
      endTime: view.getBigInt64(at + END_AT, true),
      statusCode: view.getInt32(at + STATUS_AT, true),
    };
  }
}
