/** Exports as tables: of a session a row a span, of many sessions a row a session. */
import { addSpan, EMPTY_TALLY, kindOf, modelsOf, type SpanRecord, toTimestamp, toUsd } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { SessionItem } from "@rootspan/model/rest";
import { type CsvValue, toCsvRow } from "./csv.ts";
import { textOrNull } from "./event-text.ts";
import type { OpenExport } from "./open-export.ts";

type Columns<T> = Readonly<Record<string, (item: T) => CsvValue>>;

interface ExportedCall {
  readonly span: SpanRecord;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** USD; null where no price is known. */
  readonly cost: number | null;
}

const attribute =
  (...keys: readonly string[]) =>
  ({ span }: ExportedCall): CsvValue =>
    keys.map((name) => textOrNull(span.attributes, name)).find((text) => text !== null);

const SPAN_COLUMNS: Columns<ExportedCall> = {
  trace_id: ({ span }) => span.traceId,
  span_id: ({ span }) => span.spanId,
  parent_span_id: ({ span }) => span.parentSpanId,
  name: ({ span }) => span.name,
  kind: ({ span }) => kindOf(span.attributes),
  start_time: ({ span }) => toTimestamp(span.startTimeUnixNano),
  end_time: ({ span }) => toTimestamp(span.endTimeUnixNano),
  duration_ms: ({ span }) => Number(span.endTimeUnixNano - span.startTimeUnixNano) / 1e6,
  status_code: ({ span }) => span.status.code,
  status_message: ({ span }) => span.status.message,
  error_type: attribute(key.ERROR_TYPE),
  agent: attribute(key.GEN_AI_AGENT_NAME),
  tool: attribute(key.GEN_AI_TOOL_NAME),
  provider: attribute(key.GEN_AI_PROVIDER_NAME),
  model: ({ span }) => modelsOf(span.attributes)[0],
  input_tokens: ({ inputTokens }) => inputTokens,
  output_tokens: ({ outputTokens }) => outputTokens,
  cost: ({ cost }) => cost,
  input: attribute(key.ROOTSPAN_EVENT_PARAMS, key.GEN_AI_INPUT_MESSAGES, key.GEN_AI_TOOL_CALL_ARGUMENTS),
  output: attribute(key.ROOTSPAN_EVENT_RETURNS, key.GEN_AI_OUTPUT_MESSAGES, key.GEN_AI_TOOL_CALL_RESULT),
};

const SESSION_COLUMNS: Columns<SessionItem> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  running: ({ running }) => running,
  end_state: (item) => item.end_state,
  end_state_reason: (item) => item.end_state_reason,
  start_time: (item) => item.start_time,
  end_time: (item) => item.end_time,
  duration_ms: (item) => item.duration_ms,
  cost: ({ cost }) => cost,
  unpriced_calls: (item) => item.unpriced_calls,
  input_tokens: ({ tokens }) => tokens.input,
  output_tokens: ({ tokens }) => tokens.output,
  spans: ({ spans }) => spans,
  events: ({ events }) => events,
  llm_calls: ({ counts }) => counts.llm,
  tool_calls: ({ counts }) => counts.tool,
  actions: ({ counts }) => counts.action,
  errors: ({ errors }) => errors,
  tags: ({ tags }) => tags.join(", "),
  models: ({ models }) => models.join(", "),
  agents: ({ agents }) => agents.join(", "),
  services: ({ services }) => services.join(", "),
  bookmarked: ({ bookmarked }) => bookmarked,
  note: ({ note }) => note,
};

export const SESSION_CSV_HEAD: string = toCsvRow(Object.keys(SESSION_COLUMNS));

export function toSessionCsvRow(item: SessionItem): string {
  return toCsvRow(Object.values(SESSION_COLUMNS).map((column) => column(item)));
}

export async function* writeSpansCsv(opened: OpenExport): AsyncGenerator<string, void, void> {
  const columns = Object.values(SPAN_COLUMNS);
  yield toCsvRow(Object.keys(SPAN_COLUMNS));
  for await (const spans of opened.readAll()) {
    yield spans
      .map((span) => toCall(span, opened))
      .map((call) => toCsvRow(columns.map((column) => column(call))))
      .join("");
  }
}

/** The fold of this span alone, so that the calls of an export add up to its stats. */
function toCall(span: SpanRecord, { prices }: OpenExport): ExportedCall {
  const { calls, usage, cost, unpricedCalls } = addSpan(EMPTY_TALLY, span, prices).calls;
  if (calls === 0) return { span, inputTokens: null, outputTokens: null, cost: null };
  return {
    span,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    cost: unpricedCalls > 0 ? null : toUsd(cost),
  };
}
