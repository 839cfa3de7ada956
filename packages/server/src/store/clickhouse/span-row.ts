/** Spans as rows: what lists show and sums need in columns of their own, all else as one text. */
import {
  type Attributes,
  kindOf,
  type ModelCall,
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
import { mark, readMarked } from "../value-json.ts";
import { type Row, toRowText } from "./row-text.ts";
import { toWords } from "./words.ts";

/** What a reader of a whole span needs. */
export const SPAN_COLUMNS = "trace_id, span_id, parent_span_id, name, start, end, resource, rest";
/** What `toSpanRow` reads. */
export const ROW_COLUMNS = "trace_id, span_id, parent_span_id, name, kind, start, end, status, sequence";

/** Where a span is stored, and as which. */
export interface SpanPlace {
  readonly project: string;
  readonly session: string;
  /** See `versions.ts`. */
  readonly version: string;
  readonly sequence: number;
  /** Among those of its sequence. */
  readonly position: number;
  readonly received_ms: number;
}

/** A row of `spans`, for `insertTexts`. */
export function toSpanText(
  span: SpanRecord,
  call: ModelCall | undefined,
  tally: SessionTally,
  place: SpanPlace,
): string {
  const { traceId, spanId, parentSpanId, name, startTimeUnixNano, endTimeUnixNano, resource, ...rest } = span;
  const columns = {
    ...place,
    trace_id: traceId,
    span_id: spanId,
    parent_span_id: parentSpanId ?? "",
    name,
    kind: kindOf(span.attributes),
    start: String(startTimeUnixNano),
    end: String(endTimeUnixNano),
    status: span.status.code,
    words: toWords(textsOf(name, span)),
    ...(call !== undefined && callColumns(call)),
  };
  return toRowText(columns, { resource: toResourceText(resource), rest: toJson(rest), tally: tallyToJson(tally) });
}

/** What a call adds to sums. Of other spans these columns are empty. */
function callColumns(call: ModelCall): Row {
  const sums = new CallAccumulator();
  sums.add(call);
  const { failed, calls, unpricedCalls, usage, cost, latency } = sums.toObject();
  return {
    is_call: true,
    hour: hourOf(call.startTimeUnixNano),
    model: call.model,
    agent: call.agent,
    service: call.service,
    calls,
    failed,
    unpriced: unpricedCalls,
    usage,
    cost,
    latency: Object.fromEntries(latency.length === 0 ? [] : [latency]),
  };
}

/** Spans of a request share their resources. */
const resourceTexts = new WeakMap<Attributes, string>();

function toResourceText(resource: Attributes): string {
  let text = resourceTexts.get(resource);
  if (text === undefined) resourceTexts.set(resource, (text = toJson(resource)));
  return text;
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
  return readMarked(String(column));
}
