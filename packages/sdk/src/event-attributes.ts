/** From an event that an application records to a span. Pure. */
import { SpanKind } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, describeError, describeFailure, toContent } from "@rootspan/model/content";
import type { ActionEvent, ErrorEvent, LlmEvent, SessionEvent, ToolEvent } from "./session-event.ts";

export interface EventSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

type Draft = Record<string, string | number | boolean | undefined>;

/** @param event as `checkEvent` allows it */
export function toEventSpan(event: SessionEvent, limits: ContentLimits): EventSpan {
  const { name, kind, attributes } = toOwnSpan(event, limits);
  const who = { [key.GEN_AI_AGENT_NAME]: event.agent, [key.GEN_AI_AGENT_ID]: event.agentId };
  return { name, kind, attributes: withoutUndefined({ ...attributes, ...who }) };
}

function toOwnSpan(event: SessionEvent, limits: ContentLimits): { name: string; kind: SpanKind; attributes: Draft } {
  switch (event.kind) {
    case "action":
      return { name: event.name, kind: SpanKind.INTERNAL, attributes: actionAttributes(event, limits) };
    case "tool":
      return {
        name: `execute_tool ${event.name}`,
        kind: SpanKind.INTERNAL,
        attributes: toolAttributes(event, limits),
      };
    case "llm":
      return { name: `chat ${event.model}`, kind: SpanKind.CLIENT, attributes: llmAttributes(event, limits) };
    case "error":
      break;
  }
  return { name: "error", kind: SpanKind.INTERNAL, attributes: errorAttributes(event, limits) };
}

function actionAttributes(event: ActionEvent, limits: ContentLimits): Draft {
  return {
    [key.ROOTSPAN_KIND]: "action",
    ...contents(limits, {
      [key.ROOTSPAN_EVENT_PARAMS]: event.params,
      [key.ROOTSPAN_EVENT_RETURNS]: event.returns,
      [key.ROOTSPAN_EVENT_LOGS]: event.logs,
      [key.ROOTSPAN_EVENT_SCREENSHOT]: event.screenshot,
    }),
  };
}

function toolAttributes(event: ToolEvent, limits: ContentLimits): Draft {
  return {
    [key.ROOTSPAN_KIND]: "tool",
    [key.GEN_AI_OPERATION_NAME]: "execute_tool",
    [key.GEN_AI_TOOL_NAME]: event.name,
    [key.GEN_AI_TOOL_CALL_ID]: event.callId,
    ...contents(limits, {
      [key.GEN_AI_TOOL_CALL_ARGUMENTS]: event.params,
      [key.GEN_AI_TOOL_CALL_RESULT]: event.returns,
      [key.ROOTSPAN_EVENT_LOGS]: event.logs,
    }),
  };
}

export function llmAttributes(event: LlmEvent, limits: ContentLimits): Draft {
  return {
    [key.ROOTSPAN_KIND]: "llm",
    [key.GEN_AI_OPERATION_NAME]: "chat",
    [key.GEN_AI_PROVIDER_NAME]: event.provider,
    [key.GEN_AI_REQUEST_MODEL]: event.model,
    [key.GEN_AI_CONVERSATION_ID]: event.conversationId,
    [key.GEN_AI_USAGE_INPUT_TOKENS]: event.inputTokens,
    [key.GEN_AI_USAGE_OUTPUT_TOKENS]: event.outputTokens,
    [key.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: event.cacheReadTokens,
    [key.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS]: event.cacheWriteTokens,
    [key.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: event.reasoningTokens,
    ...contents(limits, {
      [key.GEN_AI_INPUT_MESSAGES]: toMessages(event.prompt, "user"),
      [key.GEN_AI_OUTPUT_MESSAGES]: toMessages(event.completion, "assistant"),
      [key.ROOTSPAN_EVENT_PARAMS]: event.params,
      [key.ROOTSPAN_EVENT_RETURNS]: event.returns,
    }),
    ...(event.costUsd !== undefined && {
      [key.GEN_AI_USAGE_COST_AMOUNT]: event.costUsd,
      [key.GEN_AI_USAGE_COST_CURRENCY]: "USD",
      [key.GEN_AI_USAGE_COST_SOURCE]: "provider",
    }),
  };
}

function errorAttributes(event: ErrorEvent, limits: ContentLimits): Draft {
  const { message, stack } = describeError(event.error);
  const failure = describeFailure(event.error, limits).attributes;
  return {
    [key.ROOTSPAN_KIND]: "error",
    ...failure,
    ...(event.type !== undefined && { [key.ERROR_TYPE]: event.type }),
    [key.ROOTSPAN_ERROR_CODE]: event.code === undefined ? undefined : String(event.code),
    ...contents(limits, {
      [key.ROOTSPAN_ERROR_DETAILS]: event.details,
      [key.EXCEPTION_MESSAGE]: message,
      [key.EXCEPTION_STACKTRACE]: stack,
      [key.ROOTSPAN_EVENT_LOGS]: event.logs,
    }),
  };
}

/** By the keys that they are for. */
export function contents(limits: ContentLimits, values: Readonly<Record<string, unknown>>): Draft {
  if (!limits.captureContent) return {};
  const draft: Draft = {};
  for (const name in values) draft[name] = toContent(name, values[name], limits);
  return draft;
}

/** In the message schema of the GenAI conventions; what has that shape or an unknown one passes as it is. */
function toMessages(content: unknown, role: string): unknown {
  if (content === undefined) return undefined;
  const messages = Array.isArray(content) ? content : [content];
  return messages.map((message: unknown) => {
    if (typeof message === "string") return { role, parts: [{ type: "text", content: message }] };
    if (typeof message !== "object" || message === null || !("content" in message)) return message;
    const { content: text, ...rest } = message;
    return typeof text === "string" ? { role, ...rest, parts: [{ type: "text", content: text }] } : message;
  });
}

export function withoutUndefined(draft: Draft): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(draft).filter((entry): entry is [string, string | number | boolean] => entry[1] !== undefined),
  );
}
