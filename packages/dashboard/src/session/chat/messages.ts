/**
 * The messages of a model call, read from what its span says: the messages of OpenTelemetry's GenAI conventions, or
 * whatever else stands there, as it is. Nothing about their shape is trusted.
 */
import {
  GEN_AI_INPUT_MESSAGES,
  GEN_AI_OUTPUT_MESSAGES,
  GEN_AI_SYSTEM_INSTRUCTIONS,
  ROOTSPAN_EVENT_PARAMS,
  ROOTSPAN_EVENT_RETURNS,
} from "@rootspan/model/attributes";

export type MessagePart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "reasoning"; readonly text: string }
  | { readonly type: "tool_call"; readonly id: string | undefined; readonly name: string; readonly input: unknown }
  | { readonly type: "tool_result"; readonly id: string | undefined; readonly output: unknown }
  | MediaPart
  | { readonly type: "data"; readonly value: unknown };

/** An image, a sound or a file that is not within the message. */
export interface MediaPart {
  readonly type: "media";
  readonly mediaType: string;
  readonly address: string | undefined;
  readonly note: string;
}

export interface Message {
  readonly role: string;
  readonly parts: readonly MessagePart[];
  readonly finishReason: string | undefined;
}

export interface Conversation {
  readonly input: readonly Message[];
  readonly output: readonly Message[];
}

type Fields = Readonly<Record<string, unknown>>;

/** @param attributes of the span; content is JSON text, text, or already read */
export function conversationOf(attributes: Fields): Conversation {
  const system = read(attributes[GEN_AI_SYSTEM_INSTRUCTIONS]);
  const input = read(attributes[GEN_AI_INPUT_MESSAGES]) ?? read(attributes[ROOTSPAN_EVENT_PARAMS]);
  const output = read(attributes[GEN_AI_OUTPUT_MESSAGES]) ?? read(attributes[ROOTSPAN_EVENT_RETURNS]);
  return {
    input: [
      ...(system === undefined ? [] : [toMessage({ role: "system", parts: system }, "system")]),
      ...toMessages(input, "user"),
    ],
    output: toMessages(output, "assistant"),
  };
}

/** What is said in words. */
export function textOfParts(parts: readonly MessagePart[]): string {
  return parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n\n");
}

function toMessages(value: unknown, role: string): readonly Message[] {
  if (value === undefined) return [];
  const fields = toFields(value);
  // What chat APIs take and give is understood where it was recorded as it is.
  const list = Array.isArray(value) ? value : (asList(fields["messages"]) ?? asList(fields["choices"]) ?? [value]);
  return list.map((item) => toMessage(toFields(item)["message"] ?? item, role));
}

function toMessage(value: unknown, role: string): Message {
  if (typeof value === "string") return { role, parts: [toTextPart(value)], finishReason: undefined };
  const fields = toFields(value);
  const content = fields["parts"] ?? fields["content"];
  const calls = asList(fields["tool_calls"]) ?? [];
  const parts = content === undefined && calls.length === 0 ? [{ type: "data", value } as const] : toParts(content);
  const answered = textOf(fields["tool_call_id"]);
  const isAnswer = answered !== undefined && content !== undefined;
  return {
    role: textOf(fields["role"]) ?? role,
    parts: isAnswer
      ? [{ type: "tool_result", id: answered, output: toResult(content) }]
      : [...parts, ...calls.map(toPart)],
    finishReason: textOf(fields["finish_reason"]),
  };
}

function toParts(content: unknown): readonly MessagePart[] {
  if (content === undefined || content === null) return [];
  return (Array.isArray(content) ? content : [content]).map(toPart);
}

function toPart(value: unknown): MessagePart {
  if (typeof value === "string") return toTextPart(value);
  const fields = toFields(value);
  const id = textOf(fields["id"]) ?? textOf(fields["call_id"]) ?? textOf(fields["tool_use_id"]);
  switch (fields["type"]) {
    case "text":
    case "input_text":
    case "output_text":
    case "refusal":
      return toTextPart(textOf(fields["content"]) ?? textOf(fields["text"]) ?? textOf(fields["refusal"]) ?? value);
    case "reasoning":
    case "thinking":
      return { type: "reasoning", text: textOf(fields["content"]) ?? textOf(fields["thinking"]) ?? toText(value) };
    case "tool_call":
    case "function":
    case "tool_use": {
      const call = fields["function"] === undefined ? fields : toFields(fields["function"]);
      const input = parse(call["arguments"] ?? call["input"]);
      return { type: "tool_call", id, name: textOf(call["name"]) ?? "(no name)", input };
    }
    case "tool_call_response":
    case "tool_result":
      return { type: "tool_result", id, output: toResult(fields["response"] ?? fields["result"] ?? fields["content"]) };
    case "blob":
    case "file":
    case "uri":
    case "image":
    case "image_url":
    case "input_audio":
      return toMedia(fields);
    default:
      return { type: "data", value };
  }
}

/** What a tool gave, without the parts that its text was sent in. */
function toResult(value: unknown): unknown {
  const given = parse(value);
  if (!Array.isArray(given) || given.length === 0) return given;
  const parts = given.map(toPart);
  return parts.every((part) => part.type === "text") ? parse(textOfParts(parts)) : given;
}

function toMedia(fields: Fields): MessagePart {
  const address = textOf(fields["uri"]) ?? textOf(toFields(fields["image_url"])["url"]) ?? textOf(fields["image_url"]);
  const mediaType = textOf(fields["mime_type"]) ?? textOf(fields["modality"]) ?? textOf(fields["type"]) ?? "file";
  const note = textOf(fields["content"]) ?? textOf(fields["file_id"]) ?? address ?? "";
  return { type: "media", mediaType, address, note };
}

function toTextPart(value: unknown): MessagePart {
  return typeof value === "string" ? { type: "text", text: value } : { type: "data", value };
}

/** JSON text is read; other text is itself. */
export function parse(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{"]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function read(value: unknown): unknown {
  return value === null || value === "" ? undefined : parse(value);
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function asList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function toFields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
