/** Rows of spans as the rest of the program knows them. */
import type { SQLOutputValue } from "node:sqlite";
import type { SessionSpanKind, SpanRecord } from "@rootspan/model";
import type { SpanRow } from "../session-store.ts";
import type { SpanRest } from "../span-rest.ts";
import { fromSigned } from "../unix-nano.ts";

/** Integers as bigints. */
export type Row = Record<string, SQLOutputValue>;

export function toSpanRow(row: Row): SpanRow {
  const parent = row["parent_span_id"];
  return {
    traceId: toHex(row["trace_id"]),
    spanId: toHex(row["span_id"]),
    parentSpanId: parent === null ? undefined : toHex(parent),
    name: String(row["name"]),
    kind: String(row["kind"]) as SessionSpanKind,
    startTimeUnixNano: fromSigned(row["start_unix_nano"] as bigint),
    endTimeUnixNano: fromSigned(row["end_unix_nano"] as bigint),
    statusCode: Number(row["status_code"]),
    sequence: Number(row["chunk"]),
  };
}

export function toSpanRecord(row: Row, rest: SpanRest): SpanRecord {
  const parent = row["parent_span_id"];
  return {
    traceId: toHex(row["trace_id"]),
    spanId: toHex(row["span_id"]),
    ...(parent !== null && { parentSpanId: toHex(parent) }),
    name: String(row["name"]),
    startTimeUnixNano: fromSigned(row["start_unix_nano"] as bigint),
    endTimeUnixNano: fromSigned(row["end_unix_nano"] as bigint),
    ...rest,
  };
}

export function toHex(bytes: SQLOutputValue | undefined): string {
  return Buffer.from(bytes as Uint8Array).toString("hex");
}
