/** AgentOps' events as our spans. */
import {
  type AttributeValue,
  parseSessionId,
  SpanKindCode,
  type SpanRecord,
  StatusCode,
  toRootSpanId,
} from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { toJsonText, toFields } from "../ingest/normalise/json-text.ts";
import { toMessages } from "../ingest/normalise/messages.ts";
import { toEventSpanId } from "./span-ids.ts";
import type { WireEvent } from "./wire.ts";
import { toSpanRecord } from "./wire-span.ts";
import { toContent, toCount, toText, toUnixNano } from "./wire-value.ts";

type Read = (event: WireEvent) => EventSpan;

interface EventSpan {
  readonly name: string;
  readonly kind?: number;
  readonly attributes: Readonly<Record<string, AttributeValue | undefined>>;
  readonly status?: SpanRecord["status"];
}

/** By `event_type`, in its own spelling and in that of the documentation. */
const READERS: Readonly<Record<string, Read>> = {
  llms: readLlm,
  llm: readLlm,
  tools: readTool,
  tool: readTool,
  actions: readAction,
  action: readAction,
  // Counted by AgentOps, with no class for it.
  apis: readAction,
  api: readAction,
  errors: readError,
  error: readError,
};

export const EVENT_TYPES: readonly string[] = Object.keys(READERS);

export interface EventPlace {
  readonly sessionId: string;
  /** What the agent with the event's `agent_id` is called. */
  readonly agentName: string | undefined;
  /** For times that are missing. */
  readonly nowUnixNano: bigint;
}

/** Undefined for an event of an unknown type. */
export function toEventSpan(
  sent: WireEvent,
  { sessionId, agentName, nowUnixNano }: EventPlace,
): SpanRecord | undefined {
  const event: WireEvent = { ...sent, ...toFields(sent["data"]) };
  const type = toText(event["event_type"]) ?? toText(event["type"]) ?? "";
  if (!Object.hasOwn(READERS, type)) return undefined;
  const { attributes, ...span } = READERS[type]!(event);
  const start = toUnixNano(event["init_timestamp"]) ?? toUnixNano(event["timestamp"]) ?? nowUnixNano;
  return toSpanRecord({
    sessionId,
    spanId: toEventSpanId(sessionId, toText(event["id"]), sent),
    parentSpanId: toRootSpanId(sessionId),
    startTimeUnixNano: start,
    endTimeUnixNano: toUnixNano(event["end_timestamp"]) ?? start,
    ...span,
    attributes: {
      [key.GEN_AI_AGENT_ID]: toText(event["agent_id"]),
      [key.GEN_AI_AGENT_NAME]: agentName,
      ...attributes,
      "agentops.event.id": toText(event["id"]),
    },
  });
}

function readLlm(event: WireEvent): EventSpan {
  const model = toText(event["model"]);
  const cost = event["cost"];
  return {
    name: model === undefined ? "chat" : `chat ${model}`,
    kind: SpanKindCode.client,
    attributes: {
      [key.ROOTSPAN_KIND]: "llm",
      [key.GEN_AI_OPERATION_NAME]: "chat",
      [key.GEN_AI_REQUEST_MODEL]: model,
      [key.GEN_AI_USAGE_INPUT_TOKENS]: toCount(event["prompt_tokens"]),
      [key.GEN_AI_USAGE_OUTPUT_TOKENS]: toCount(event["completion_tokens"]),
      ...(typeof cost === "number" && {
        [key.GEN_AI_USAGE_COST_AMOUNT]: cost,
        [key.GEN_AI_USAGE_COST_CURRENCY]: "USD",
        [key.GEN_AI_USAGE_COST_SOURCE]: "override",
      }),
      [key.GEN_AI_INPUT_MESSAGES]: toJsonText(toMessages(unwrapChat(event["prompt"]))),
      [key.GEN_AI_OUTPUT_MESSAGES]: toJsonText(toMessages(unwrapChat(event["completion"]), "assistant")),
      [key.GEN_AI_CONVERSATION_ID]: toText(event["thread_id"]),
      ...readCall(event),
    },
  };
}

/** `{type: "chatml", messages}` or `{type: "string", string}`, as AgentOps keeps prompts. */
function unwrapChat(value: unknown): unknown {
  const { type, messages, string } = toFields(value);
  if (type === "chatml") return messages;
  return type === "string" ? string : value;
}

function readTool(event: WireEvent): EventSpan {
  const name = toText(event["name"]) ?? "tool";
  return {
    name: `execute_tool ${name}`,
    attributes: {
      [key.ROOTSPAN_KIND]: "tool",
      [key.GEN_AI_OPERATION_NAME]: "execute_tool",
      [key.GEN_AI_TOOL_NAME]: name,
      ...readCall(event),
    },
  };
}

function readAction(event: WireEvent): EventSpan {
  return {
    name: toText(event["action_type"]) ?? toText(event["name"]) ?? "action",
    attributes: {
      [key.ROOTSPAN_KIND]: "action",
      [key.ROOTSPAN_EVENT_SCREENSHOT]: toText(event["screenshot"]),
      ...readCall(event),
    },
  };
}

function readError(event: WireEvent): EventSpan {
  const type = toText(event["error_type"]);
  const details = toContent(event["details"]);
  const trigger = toText(event["trigger_event_id"]) ?? toText(toFields(event["trigger_event"])["id"]);
  return {
    name: type ?? "error",
    attributes: {
      [key.ROOTSPAN_KIND]: "error",
      [key.ERROR_TYPE]: type,
      [key.ROOTSPAN_ERROR_CODE]: toText(event["code"]),
      [key.ROOTSPAN_ERROR_DETAILS]: details,
      // The SDK takes the stack trace for an error's logs.
      [key.EXCEPTION_STACKTRACE]: toText(event["logs"]),
      [key.ROOTSPAN_ERROR_TRIGGER_SPAN_ID]: parseSessionId(trigger) === undefined ? undefined : toRootSpanId(trigger!),
    },
    status: { code: StatusCode.error, ...(details !== undefined && { message: details.slice(0, 1_000) }) },
  };
}

function readCall(event: WireEvent): EventSpan["attributes"] {
  return {
    [key.ROOTSPAN_EVENT_PARAMS]: toContent(event["params"]),
    [key.ROOTSPAN_EVENT_RETURNS]: toContent(event["returns"]),
    [key.ROOTSPAN_EVENT_LOGS]: toContent(event["logs"]),
  };
}
