/**
 * Messages of the library in the conventions' JSON shape: `{role, parts: [{type, …}]}`.
 * Source: semantic-conventions-genai v0.1.0, model/gen-ai/*.json.
 */
import { omittedData } from "@rootspan/model/content";
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from "../json-value.ts";

const ROLES: Readonly<Record<string, string>> = { human: "user", ai: "assistant", function: "tool" };

/** An object of a subclass of `BaseMessage`, of whichever copy of the library. */
export function isMessage(value: unknown): value is JsonObject {
  if (!isObject(value) || !("lc_namespace" in value) || !("content" in value)) return false;
  return "_getType" in value || "getType" in value;
}

export function toInputMessages(messages: readonly unknown[]): JsonObject[] {
  return messages.filter(isObject).map(toMessage);
}

export function toMessage(message: JsonObject): JsonObject {
  const name = textOf(message["name"]);
  return { role: roleOf(message), parts: toParts(message), ...(name === undefined ? {} : { name }) };
}

/** @param finishReason in the provider's words */
export function toOutputMessage(message: JsonObject, finishReason: string | undefined): JsonObject {
  const hasCalls = (arrayOf(message["tool_calls"])?.length ?? 0) > 0;
  const isCall = hasCalls && (finishReason === undefined || /tool|function/.test(finishReason));
  return { ...toMessage(message), finish_reason: isCall ? "tool_call" : (finishReason ?? "stop") };
}

function roleOf(message: JsonObject): string {
  const type = typeOf(message);
  if (type === "generic" || type === undefined) return textOf(message["role"]) ?? "user";
  return Object.hasOwn(ROLES, type) ? ROLES[type]! : type;
}

function typeOf(message: JsonObject): string | undefined {
  const { getType, _getType: legacyGetType } = message;
  const get = typeof getType === "function" ? getType : legacyGetType;
  if (typeof get === "function") return textOf((get as (this: unknown) => unknown).call(message));
  return textOf(message["type"]) ?? textOf(message["role"]);
}

function toParts(message: JsonObject): JsonObject[] {
  const { content, tool_call_id: callId } = message;
  if (callId !== undefined) return [{ type: "tool_call_response", id: callId, response: toResponse(content) }];
  const parts: JsonObject[] = [];
  const reasoning = textOf(objectOf(message["additional_kwargs"])?.["reasoning_content"]);
  if (reasoning !== undefined) parts.push({ type: "reasoning", content: reasoning });
  if (typeof content === "string") {
    if (content !== "") parts.push({ type: "text", content });
  } else {
    for (const block of arrayOf(content) ?? []) {
      const part = typeof block === "string" ? { type: "text", content: block } : isObject(block) && toPart(block);
      if (part !== false && part !== undefined) parts.push(part);
    }
  }
  for (const call of callsOf(message)) {
    const id = textOf(call["id"]);
    parts.push({ type: "tool_call", ...(id === undefined ? {} : { id }), name: call["name"], arguments: call["args"] });
  }
  return parts;
}

/** Also the calls whose arguments are no JSON. */
function callsOf(message: JsonObject): JsonObject[] {
  return [message["tool_calls"], message["invalid_tool_calls"]]
    .flatMap((calls) => arrayOf(calls) ?? [])
    .filter(isObject);
}

function toResponse(content: unknown): unknown {
  return Array.isArray(content) ? content.map((block) => (isObject(block) ? toPart(block) : block)) : content;
}

/** Undefined for what the message says elsewhere as well. */
function toPart(block: JsonObject): JsonObject | undefined {
  const type = textOf(block["type"]) ?? "unknown";
  switch (type) {
    case "text":
    case "output_text":
    case "input_text":
      return { type: "text", content: block["text"] };
    case "reasoning":
      return { type: "reasoning", content: block["reasoning"] ?? "" };
    case "thinking":
      return { type: "reasoning", content: block["thinking"] ?? "" };
    // Every provider's calls are among `tool_calls`.
    case "tool_use":
    case "tool_call":
    case "tool_call_chunk":
    case "input_json_delta":
    case "functionCall":
      return undefined;
    case "image_url":
      return toImage(block["image_url"]);
    case "image":
    case "audio":
    case "video":
    case "file":
    case "input_audio":
      return toData(type === "file" ? "document" : type.replace("input_", ""), block);
    default:
      return { type: "generic", generic_type: type };
  }
}

function toImage(image: unknown): JsonObject {
  const url = textOf(image) ?? textOf(objectOf(image)?.["url"]) ?? "";
  const mime = /^data:([^;,]*)/.exec(url.slice(0, 256))?.[1];
  return mime === undefined ? { type: "uri", modality: "image", uri: url } : toBlob("image", mime, url.length);
}

/** Bytes stay out of spans: a marker says how many there were. */
function toData(modality: string, block: JsonObject): JsonObject {
  const source = objectOf(block["source"]) ?? objectOf(block[modality]) ?? objectOf(block["input_audio"]) ?? block;
  const mime = textOf(source["mimeType"]) ?? textOf(source["mime_type"]) ?? textOf(source["media_type"]);
  const uri = textOf(source["url"]);
  if (uri !== undefined && !uri.startsWith("data:")) return { type: "uri", modality, uri };
  const fileId = textOf(source["fileId"]) ?? textOf(source["id"]) ?? textOf(source["file_id"]);
  if (fileId !== undefined) return { type: "file", modality, file_id: fileId };
  const data = uri ?? source["data"];
  const length = typeof data === "string" ? data.length : ArrayBuffer.isView(data) ? data.byteLength : 0;
  return toBlob(modality, mime, length);
}

function toBlob(modality: string, mime: string | undefined, length: number): JsonObject {
  return {
    type: "blob",
    modality,
    ...(mime === undefined || mime === "" ? {} : { mime_type: mime }),
    content: omittedData(length),
  };
}
