/** What was said, where events tell it: on the span as until 1.36 of the conventions, or from log records. */
import type { Attributes, SpanEvent } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { Understanding } from "./dialect.ts";
import { type Fields, fieldsOf, fromJsonText, toFields, toJsonText } from "./json-text.ts";
import { type Message, toMessage, toMessages } from "./messages.ts";

/** A log record's body, on the event that it becomes: JSON as text. */
export const EVENT_BODY = "gen_ai.event.content";

const MESSAGE_EVENT = /^gen_ai\.(system|user|assistant|tool)\.message$/;
const DETAILS_EVENT = "gen_ai.client.inference.operation.details";
const CONTENT: ReadonlySet<string> = new Set([key.GEN_AI_SYSTEM_INSTRUCTIONS, key.GEN_AI_TOOL_DEFINITIONS]);

export function understandMessageEvents(events: readonly SpanEvent[], understood: Understanding): void {
  if (events.length === 0) return;
  const input: Message[] = [];
  const output: Message[] = [];
  for (const { name, attributes } of events) {
    if (!name.startsWith("gen_ai.")) continue;
    const role = MESSAGE_EVENT.exec(name)?.[1];
    if (role !== undefined) input.push(toInput(role, bodyOf(attributes)));
    else if (name === "gen_ai.choice") output.push(toChoice(bodyOf(attributes)));
    else if (name === "gen_ai.content.prompt") input.push(...toMessages(fromJsonText(attributes["gen_ai.prompt"])));
    else if (name === "gen_ai.content.completion")
      output.push(...toMessages(fromJsonText(attributes["gen_ai.completion"]), "assistant"));
    else if (name === DETAILS_EVENT) {
      takeDetails(attributes, understood);
      if (input.length === 0) input.push(...toMessages(fromJsonText(attributes[key.GEN_AI_INPUT_MESSAGES])));
      output.push(...toMessages(fromJsonText(attributes[key.GEN_AI_OUTPUT_MESSAGES]), "assistant"));
    }
  }
  understood.fill(key.GEN_AI_INPUT_MESSAGES, toJsonText(input));
  understood.fill(key.GEN_AI_OUTPUT_MESSAGES, toJsonText(output));
}

/** The fields of a message: those of the event, and those of the body that it had as a log record. */
function bodyOf(attributes: Attributes): Fields {
  return { ...attributes, ...fieldsOf(attributes[EVENT_BODY]) };
}

function toInput(role: string, body: Fields): Message {
  const { id, tool_call_id: callId = id, content, tool_calls: calls } = body;
  return toMessage({ role, content, tool_call_id: callId, tool_calls: fromJsonText(calls) }, role);
}

function toChoice(body: Fields): Message {
  const message = toFields(fromJsonText(body["message"]));
  return toMessage({ role: "assistant", ...message, finish_reason: body["finish_reason"] }, "assistant");
}

/** Attributes that the span may lack. */
function takeDetails(attributes: Attributes, understood: Understanding): void {
  for (const name in attributes) {
    if (!name.startsWith("gen_ai.") || name.endsWith(".messages")) continue;
    const value = attributes[name];
    understood.fill(name, CONTENT.has(name) && typeof value === "object" ? toJsonText(value) : value);
  }
}
