/** Spans as rows: what lists show and sums need in columns of their own, all else as one text. */
import {
  addSpan,
  type Attributes,
  EMPTY_TALLY,
  kindOf,
  modelCallOf,
  type PriceBook,
  type SessionSpanKind,
  type SessionTally,
  type SpanRecord,
  tallyToJson,
} from "@rootspan/model";
import { CallAccumulator } from "../call-accumulator.ts";
import { hourOf } from "../hour.ts";
import { textsOf } from "../search/span-texts.ts";
import type { SpanRest } from "../span-rest.ts";
import type { SpanRow } from "../session-store.ts";
import { mark, MARK_IN_JSON, unmark } from "../value-json.ts";
import type { Row } from "./database.ts";
import { toWords } from "./words.ts";

/** What a reader of a whole span needs. */
export const SPAN_COLUMNS = "trace_id, span_id, parent_span_id, name, start, end, resource, rest";
/** What `toSpanRow` reads. */
export const ROW_COLUMNS = "trace_id, span_id, parent_span_id, name, kind, start, end, status, sequence";

/** Sums of no model call. */
const NO_CALL = new CallAccumulator().toObject();

export interface SpanColumns {
  /** Those that are the span's own; where it is stored is told by others. */
  readonly columns: Row;
  /** What it adds to its session. */
  readonly tally: SessionTally;
}

export function toSpanColumns(span: SpanRecord, prices: PriceBook): SpanColumns {
  const { traceId, spanId, parentSpanId, name, startTimeUnixNano, endTimeUnixNano, resource, ...rest } = span;
  const call = modelCallOf(span, prices);
  const sums = new CallAccumulator();
  if (call !== undefined) sums.add(call);
  const { failed, calls, unpricedCalls, usage, cost, latency } = call === undefined ? NO_CALL : sums.toObject();
  const text = toJson(rest);
  const resourceText = toJson(resource);
  const tally = addSpan(EMPTY_TALLY, span, prices, call);
  const columns = {
    trace_id: traceId,
    span_id: spanId,
    parent_span_id: parentSpanId ?? "",
    name,
    kind: kindOf(span.attributes),
    start: String(startTimeUnixNano),
    end: String(endTimeUnixNano),
    status: span.status.code,
    resource: resourceText,
    rest: text,
    words: toWords(textsOf(name, span)),
    tally: tallyToJson(tally),
    bytes: Buffer.byteLength(text) + Buffer.byteLength(resourceText),
    is_call: call !== undefined,
    hour: hourOf(startTimeUnixNano),
    model: call?.model ?? "",
    agent: call?.agent ?? "",
    service: call?.service ?? "",
    calls,
    failed,
    unpriced: unpricedCalls,
    usage,
    cost,
    latency: Object.fromEntries(latency.length === 0 ? [] : [latency]),
  };
  return { columns, tally };
}

export function toSpanRecord(row: Row): SpanRecord {
  const parent = String(row["parent_span_id"]);
  return {
    traceId: String(row["trace_id"]),
    spanId: String(row["span_id"]),
    ...(parent !== "" && { parentSpanId: parent }),
    name: String(row["name"]),
    startTimeUnixNano: BigInt(String(row["start"])),
    endTimeUnixNano: BigInt(String(row["end"])),
    resource: toResource(row),
    ...(fromJson(row["rest"]) as Omit<SpanRest, "resource">),
  };
}

export function toSpanRow(row: Row): SpanRow {
  const parent = String(row["parent_span_id"]);
  return {
    traceId: String(row["trace_id"]),
    spanId: String(row["span_id"]),
    parentSpanId: parent === "" ? undefined : parent,
    name: String(row["name"]),
    kind: String(row["kind"]) as SessionSpanKind,
    startTimeUnixNano: BigInt(String(row["start"])),
    endTimeUnixNano: BigInt(String(row["end"])),
    statusCode: Number(row["status"]),
    sequence: Number(row["sequence"]),
  };
}

export function toResource(row: Row): Attributes {
  return fromJson(row["resource"]) as Attributes;
}

function toJson(value: object): string {
  return JSON.stringify(mark(value));
}

function fromJson(column: unknown): unknown {
  const text = String(column);
  const parsed: unknown = JSON.parse(text);
  return text.includes(MARK_IN_JSON) ? unmark(parsed) : parsed;
}
