/**
 * Chat messages and tools in the conventions' JSON shape: `{role, parts: [{type, …}]}`.
 * Source: semantic-conventions-genai v0.1.0, model/gen-ai/*.json.
 */
import { omittedData } from "@rootspan/model/content";
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from "../json-value.ts";

type Part = JsonObject;

export function toInputMessages(messages: readonly unknown[]): JsonObject[] {
  return messages.filter(isObject).map((message) => {
    const name = textOf(message["name"]);
    return { role: message["role"], parts: toParts(message), ...(name === undefined ? {} : { name }) };
  });
}

/** @param choices of a completion, in index order */
export function toOutputMessages(choices: readonly JsonObject[]): JsonObject[] {
  return choices.map((choice) => {
    const message = objectOf(choice["message"]) ?? {};
    return {
      role: textOf(message["role"]) ?? "assistant",
      parts: toParts(message),
      finish_reason: toFinishReason(choice["finish_reason"]),
    };
  });
}

export function toToolDefinitions(tools: readonly unknown[]): JsonObject[] {
  return tools.filter(isObject).map((tool) => {
    const type = textOf(tool["type"]) ?? "function";
    // `functions`, the older form, has no wrapper.
    const { name, description, parameters } = objectOf(tool[type]) ?? tool;
    return {
      type,
      name,
      ...(description === undefined ? {} : { description }),
      ...(parameters === undefined ? {} : { parameters }),
    };
  });
}

/** The conventions' word for it; others pass as they are. Required by the schema: "error" stands for none. */
function toFinishReason(reason: unknown): string {
  if (reason === "tool_calls" || reason === "function_call") return "tool_call";
  return textOf(reason) ?? "error";
}

function toParts(message: JsonObject): Part[] {
  const { role, content, tool_call_id: callId } = message;
  if (role === "tool") return [{ type: "tool_call_response", id: callId, response: content }];
  if (role === "function") return [{ type: "tool_call_response", response: content }];
  const parts: Part[] = [];
  const reasoning = textOf(message["reasoning_content"]) ?? textOf(message["reasoning"]);
  if (reasoning !== undefined) parts.push({ type: "reasoning", content: reasoning });
  if (typeof content === "string") {
    if (content !== "") parts.push({ type: "text", content });
  } else {
    for (const part of arrayOf(content) ?? []) if (isObject(part)) parts.push(toPart(part));
  }
  const refusal = textOf(message["refusal"]);
  if (refusal !== undefined) parts.push(toRefusal(refusal));
  const audio = objectOf(message["audio"]);
  if (audio !== undefined) parts.push(...toSpokenParts(audio));
  for (const call of arrayOf(message["tool_calls"]) ?? []) if (isObject(call)) parts.push(toToolCall(call));
  const functionCall = objectOf(message["function_call"]);
  if (functionCall !== undefined) parts.push(toToolCall({ function: functionCall }));
  return parts;
}

function toPart(part: JsonObject): Part {
  switch (part["type"]) {
    case "text":
      return { type: "text", content: part["text"] };
    case "refusal":
      return toRefusal(textOf(part["refusal"]) ?? "");
    case "image_url":
      return toImage(part["image_url"]);
    case "input_audio": {
      const audio = objectOf(part["input_audio"]) ?? {};
      return toBlob("audio", mimeType("audio", audio["format"]), audio["data"]);
    }
    case "file": {
      const file = objectOf(part["file"]) ?? {};
      const id = textOf(file["file_id"]);
      if (id !== undefined) return { type: "file", modality: "document", file_id: id };
      return toDataUrl("document", textOf(file["file_data"]) ?? "") ?? toBlob("document", undefined, file["file_data"]);
    }
    default:
      return { type: "generic", generic_type: textOf(part["type"]) ?? "unknown" };
  }
}

function toRefusal(content: string): Part {
  return { type: "generic", generic_type: "refusal", content };
}

function toImage(image: unknown): Part {
  const url = textOf(image) ?? textOf(objectOf(image)?.["url"]) ?? "";
  return toDataUrl("image", url) ?? { type: "uri", modality: "image", uri: url };
}

function toSpokenParts(audio: JsonObject): Part[] {
  const transcript = textOf(audio["transcript"]);
  return [
    ...(transcript === undefined ? [] : [{ type: "text", content: transcript }]),
    ...(textOf(audio["data"]) === undefined ? [] : [toBlob("audio", undefined, audio["data"])]),
  ];
}

function toToolCall(call: JsonObject): Part {
  const custom = objectOf(call["custom"]);
  const { name, arguments: text } = objectOf(call["function"]) ?? {};
  const id = textOf(call["id"]);
  return {
    type: "tool_call",
    ...(id === undefined ? {} : { id }),
    name: custom === undefined ? name : custom["name"],
    arguments: custom === undefined ? parsed(text) : custom["input"],
  };
}

/** Arguments as the object that they spell; as the text itself when a model wrote broken JSON. */
function parsed(text: unknown): unknown {
  if (typeof text !== "string") return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const DATA_URL = /^data:([^;,]*)[^,]*,/;

function toDataUrl(modality: string, url: string): Part | undefined {
  const head = DATA_URL.exec(url.slice(0, 256));
  if (head === null) return undefined;
  return toBlob(modality, head[1] === "" ? undefined : head[1], url.slice(head[0].length));
}

/** Bytes stay out of spans: a marker says how many there were. */
function toBlob(modality: string, mime: string | undefined, data: unknown): Part {
  const length = typeof data === "string" ? data.length : 0;
  return {
    type: "blob",
    modality,
    ...(mime === undefined ? {} : { mime_type: mime }),
    content: omittedData(length),
  };
}

function mimeType(kind: string, format: unknown): string | undefined {
  const name = textOf(format);
  return name === undefined ? undefined : `${kind}/${name}`;
}
