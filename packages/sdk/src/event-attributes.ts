/** From an event that an application records to a span. Pure. */
import { SpanKind } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { RootspanError } from "./errors.ts";
import { spanThatReported } from "./reported-errors.ts";
import type { ActionEvent, ErrorEvent, LlmEvent, SessionEvent, ToolEvent } from "./session-event.ts";
import { type ContentLimits, toContent } from "./content.ts";

export interface EventSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly failed: boolean;
}

type Draft = Record<string, string | number | boolean | undefined>;

/** @throws RootspanError `INVALID_EVENT`, naming the field at fault and what is allowed */
export function toEventSpan(event: SessionEvent, limits: ContentLimits): EventSpan {
  switch (event.kind) {
    case "action":
      return toSpan(requireText(event, "name"), SpanKind.INTERNAL, actionAttributes(event, limits));
    case "tool":
      return toSpan(`execute_tool ${requireText(event, "name")}`, SpanKind.INTERNAL, toolAttributes(event, limits));
    case "llm":
      return toSpan(`chat ${requireText(event, "model")}`, SpanKind.CLIENT, llmAttributes(event, limits));
    case "error":
      return { ...toSpan("error", SpanKind.INTERNAL, errorAttributes(event, limits)), failed: true };
    default:
      throw new RootspanError(
        "INVALID_EVENT",
        `event.kind must be "action", "tool", "llm" or "error", got ${describe((event as { kind?: unknown })?.kind)}`,
      );
  }
}

function actionAttributes(event: ActionEvent, limits: ContentLimits): Draft {
  return {
    [key.ROOTSPAN_KIND]: "action",
    [key.ROOTSPAN_EVENT_PARAMS]: toContent(event.params, limits),
    [key.ROOTSPAN_EVENT_RETURNS]: toContent(event.returns, limits),
    [key.ROOTSPAN_EVENT_LOGS]: toContent(event.logs, limits),
    [key.ROOTSPAN_EVENT_SCREENSHOT]: toContent(event.screenshot, limits),
  };
}

function toolAttributes(event: ToolEvent, limits: ContentLimits): Draft {
  return {
    [key.ROOTSPAN_KIND]: "tool",
    [key.GEN_AI_OPERATION_NAME]: "execute_tool",
    [key.GEN_AI_TOOL_NAME]: event.name,
    [key.GEN_AI_TOOL_CALL_ID]: event.callId,
    [key.GEN_AI_TOOL_CALL_ARGUMENTS]: toContent(event.params, limits),
    [key.GEN_AI_TOOL_CALL_RESULT]: toContent(event.returns, limits),
    [key.ROOTSPAN_EVENT_LOGS]: toContent(event.logs, limits),
  };
}

function llmAttributes(event: LlmEvent, limits: ContentLimits): Draft {
  return {
    [key.ROOTSPAN_KIND]: "llm",
    [key.GEN_AI_OPERATION_NAME]: "chat",
    [key.GEN_AI_PROVIDER_NAME]: event.provider,
    [key.GEN_AI_REQUEST_MODEL]: event.model,
    [key.GEN_AI_USAGE_INPUT_TOKENS]: requireCount(event, "inputTokens"),
    [key.GEN_AI_USAGE_OUTPUT_TOKENS]: requireCount(event, "outputTokens"),
    [key.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: requireCount(event, "cacheReadTokens"),
    [key.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS]: requireCount(event, "cacheWriteTokens"),
    [key.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: requireCount(event, "reasoningTokens"),
    [key.GEN_AI_INPUT_MESSAGES]: toContent(toMessages(event.prompt, "user"), limits),
    [key.GEN_AI_OUTPUT_MESSAGES]: toContent(toMessages(event.completion, "assistant"), limits),
    ...(event.costUsd !== undefined && {
      [key.GEN_AI_USAGE_COST_AMOUNT]: requireAmount(event, "costUsd"),
      [key.GEN_AI_USAGE_COST_CURRENCY]: "USD",
      [key.GEN_AI_USAGE_COST_SOURCE]: "provider",
    }),
  };
}

function errorAttributes(event: ErrorEvent, limits: ContentLimits): Draft {
  const { error } = event;
  const thrown = isErrorLike(error) ? error : undefined;
  const reported = spanThatReported(error);
  const message = thrown?.message ?? (typeof error === "string" ? error : undefined);
  return {
    [key.ROOTSPAN_KIND]: "error",
    [key.ERROR_TYPE]: event.type ?? (thrown && classOf(thrown)) ?? "_OTHER",
    [key.ROOTSPAN_ERROR_CODE]: event.code === undefined ? undefined : String(event.code),
    [key.ROOTSPAN_ERROR_DETAILS]: toContent(event.details, limits),
    [key.ROOTSPAN_ERROR_TRIGGER_SPAN_ID]: (reported ?? event.trigger)?.spanId,
    [key.ROOTSPAN_ERROR_COUNTED]: reported === undefined ? undefined : true,
    [key.EXCEPTION_MESSAGE]: toContent(message, limits),
    [key.EXCEPTION_STACKTRACE]: toContent(thrown?.stack, limits),
    [key.ROOTSPAN_EVENT_LOGS]: toContent(event.logs, limits),
  };
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

function toSpan(name: string, kind: SpanKind, draft: Draft): EventSpan {
  const attributes = Object.fromEntries(
    Object.entries(draft).filter((entry): entry is [string, string | number | boolean] => entry[1] !== undefined),
  );
  return { name, kind, attributes, failed: false };
}

function requireText<E extends SessionEvent>(event: E, field: keyof E & string): string {
  const value = event[field];
  if (typeof value === "string" && value !== "") return value;
  throw new RootspanError("INVALID_EVENT", `event.${field} must be a text that is not empty, got ${describe(value)}`);
}

function requireCount(event: LlmEvent, field: keyof LlmEvent): number | undefined {
  const value = event[field];
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= 0)) return value as number;
  throw new RootspanError("INVALID_EVENT", `event.${field} must be a whole number from 0 on, got ${describe(value)}`);
}

function requireAmount(event: LlmEvent, field: keyof LlmEvent): number {
  const value = event[field];
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  throw new RootspanError("INVALID_EVENT", `event.${field} must be a number of USD from 0 on, got ${describe(value)}`);
}

/** The class, because subclasses seldom set `name`. */
function classOf(error: { name: string }): string {
  const { name } = error.constructor;
  return error.name === "Error" && name !== "" ? name : error.name;
}

/** Errors of other realms are no `instanceof Error`. */
function isErrorLike(value: unknown): value is { name: string; message: string; stack?: string } {
  return typeof value === "object" && value !== null && "message" in value && "name" in value;
}

function describe(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
