/** Failures as AgentOps' errors: as many as the session's stats count. */
import { addSpan, EMPTY_TALLY, kindOf, type SpanRecord, stringAttribute } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { toTimestamp } from "@rootspan/model";
import type { ExportedError, TriggerEventType } from "@rootspan/model/rest";
import { readContent, textOrNull } from "./event-text.ts";
import type { SpanTree } from "./span-tree.ts";

const TRIGGER_TYPES: Readonly<Record<string, TriggerEventType>> = { action: "actions", llm: "llms", tool: "tools" };

/** Numbers them as they come. */
export class ErrorList {
  readonly #sessionId: string;
  readonly #tree: SpanTree;
  #count: number = 0;

  constructor(sessionId: string, tree: SpanTree) {
    this.#sessionId = sessionId;
    this.#tree = tree;
  }

  /** The failure that a span stands for, if it does. */
  toErrors(span: SpanRecord): readonly ExportedError[] {
    if (addSpan(EMPTY_TALLY, span).errors === 0) return [];
    this.#count += 1;
    return [toError(span, this.#count, this.#sessionId, this.#tree)];
  }
}

function toError(span: SpanRecord, id: number, sessionId: string, tree: SpanTree): ExportedError {
  const { attributes } = span;
  const isErrorEvent = kindOf(attributes) === "error";
  const triggerId = isErrorEvent ? stringAttribute(attributes, key.ROOTSPAN_ERROR_TRIGGER_SPAN_ID) : span.spanId;
  const triggerKind = tree.kindOf(span.traceId, triggerId);
  const exception = span.events.find((event) => event.name === "exception")?.attributes ?? {};
  return {
    id,
    session_id: sessionId,
    trigger_event_id: triggerId ?? null,
    trigger_event_type: (triggerKind && TRIGGER_TYPES[triggerKind]) ?? null,
    error_type: textOrNull(attributes, key.ERROR_TYPE),
    code: readContent(attributes, key.ROOTSPAN_ERROR_CODE),
    details:
      readContent(attributes, key.ROOTSPAN_ERROR_DETAILS, key.EXCEPTION_MESSAGE) ??
      readContent(exception, key.EXCEPTION_MESSAGE) ??
      span.status.message ??
      null,
    logs: textOrNull(attributes, key.EXCEPTION_STACKTRACE) ?? textOrNull(exception, key.EXCEPTION_STACKTRACE),
    timestamp: toTimestamp(isErrorEvent ? span.startTimeUnixNano : span.endTimeUnixNano),
    span_id: span.spanId,
  };
}
