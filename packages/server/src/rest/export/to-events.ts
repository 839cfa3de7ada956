/** Spans as AgentOps' actions, LLM calls and tools. Field names and their order are those of its `/v2` export. */
import { addSpan, EMPTY_TALLY, modelsOf, type PriceBook, type SpanRecord } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { stringAttribute, toTimestamp, toUsd } from "@rootspan/model";
import type { ExportedAction, ExportedEvent, ExportedLlm, ExportedTool } from "@rootspan/model/rest";
import { toCompletion, toPrompt } from "./chat-messages.ts";
import { readContent, textOrNull } from "./event-text.ts";

/** Where an event is. */
export interface EventPlace {
  readonly sessionId: string;
  readonly agentId: string | null;
}

export function toAction(span: SpanRecord, place: EventPlace): ExportedAction {
  return {
    ...toEvent(span, place),
    action_type: span.name,
    logs: readContent(span.attributes, key.ROOTSPAN_EVENT_LOGS),
    screenshot: textOrNull(span.attributes, key.ROOTSPAN_EVENT_SCREENSHOT),
  };
}

export function toLlm(span: SpanRecord, place: EventPlace, prices: PriceBook): ExportedLlm {
  // The fold of this span alone, so that the calls of an export add up to its stats.
  const { usage, cost, unpricedCalls } = addSpan(EMPTY_TALLY, span, prices).calls;
  return {
    ...toEvent(span, place),
    thread_id: textOrNull(span.attributes, key.GEN_AI_CONVERSATION_ID),
    prompt: toPrompt(span.attributes),
    completion: toCompletion(span.attributes),
    model: modelsOf(span.attributes)[0] ?? null,
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    cost: unpricedCalls > 0 ? null : toUsd(cost),
    promptarmor_flag: null,
  };
}

export function toTool(span: SpanRecord, place: EventPlace): ExportedTool {
  const { attributes } = span;
  return {
    ...toEvent(span, place),
    params: readContent(attributes, key.ROOTSPAN_EVENT_PARAMS, key.GEN_AI_TOOL_CALL_ARGUMENTS),
    returns: readContent(attributes, key.ROOTSPAN_EVENT_RETURNS, key.GEN_AI_TOOL_CALL_RESULT),
    name: stringAttribute(attributes, key.GEN_AI_TOOL_NAME) ?? span.name,
    logs: readContent(attributes, key.ROOTSPAN_EVENT_LOGS),
  };
}

function toEvent(span: SpanRecord, { sessionId, agentId }: EventPlace): ExportedEvent {
  return {
    id: span.spanId,
    session_id: sessionId,
    agent_id: agentId,
    params: readContent(span.attributes, key.ROOTSPAN_EVENT_PARAMS),
    returns: readContent(span.attributes, key.ROOTSPAN_EVENT_RETURNS),
    init_timestamp: toTimestamp(span.startTimeUnixNano),
    end_timestamp: toTimestamp(span.endTimeUnixNano),
  };
}
