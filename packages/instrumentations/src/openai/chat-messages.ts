/**
 * Chat messages and tools in the conventions' JSON shape: `{role, parts: [{type, …}]}`.
 * Source: semantic-conventions-genai v0.1.0, model/gen-ai/*.json.
 */
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from "../json-value.ts";
import {
  mimeType,
  parsed,
  type Part,
  toAddressed,
  toBlob,
  toDataUrl,
  toFile,
  toGeneric,
  toReasoning,
  toRefusal,
  toText,
  toToolCall,
  toToolResponse,
} from "./parts.ts";

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
  if (role === "tool") return [toToolResponse(callId, content)];
  if (role === "function") return [toToolResponse(undefined, content)];
  const parts: Part[] = [];
  const reasoning = textOf(message["reasoning_content"]) ?? textOf(message["reasoning"]);
  if (reasoning !== undefined) parts.push(toReasoning(reasoning));
  if (typeof content === "string") {
    if (content !== "") parts.push(toText(content));
  } else {
    for (const part of arrayOf(content) ?? []) if (isObject(part)) parts.push(toPart(part));
  }
  const refusal = textOf(message["refusal"]);
  if (refusal !== undefined) parts.push(toRefusal(refusal));
  const audio = objectOf(message["audio"]);
  if (audio !== undefined) parts.push(...toSpokenParts(audio));
  for (const call of arrayOf(message["tool_calls"]) ?? []) if (isObject(call)) parts.push(toCall(call));
  const functionCall = objectOf(message["function_call"]);
  if (functionCall !== undefined) parts.push(toCall({ function: functionCall }));
  return parts;
}

function toPart(part: JsonObject): Part {
  switch (part["type"]) {
    case "text":
      return toText(part["text"]);
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
      if (id !== undefined) return toFile("document", id);
      return toDataUrl("document", textOf(file["file_data"]) ?? "") ?? toBlob("document", undefined, file["file_data"]);
    }
    default:
      return toGeneric(part["type"]);
  }
}

function toImage(image: unknown): Part {
  const url = textOf(image) ?? textOf(objectOf(image)?.["url"]) ?? "";
  return toAddressed("image", url);
}

function toSpokenParts(audio: JsonObject): Part[] {
  const transcript = textOf(audio["transcript"]);
  return [
    ...(transcript === undefined ? [] : [toText(transcript)]),
    ...(textOf(audio["data"]) === undefined ? [] : [toBlob("audio", undefined, audio["data"])]),
  ];
}

function toCall(call: JsonObject): Part {
  const custom = objectOf(call["custom"]);
  if (custom !== undefined) return toToolCall(call["id"], custom["name"], custom["input"]);
  const { name, arguments: text } = objectOf(call["function"]) ?? {};
  return toToolCall(call["id"], name, parsed(text));
}
