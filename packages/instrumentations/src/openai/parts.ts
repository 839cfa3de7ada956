/**
 * Parts of messages in the conventions' JSON shape, `{type, …}`, as all APIs here make them.
 * Source: semantic-conventions-genai v0.1.0, model/gen-ai/*.json.
 */
import { omittedData } from "@rootspan/model/content";
import { type JsonObject, textOf } from "../json-value.ts";

export type Part = JsonObject;

export function toText(content: unknown): Part {
  return { type: "text", content };
}

/** What the conventions have no part for. */
export function toGeneric(type: unknown, more: JsonObject = {}): Part {
  return { type: "generic", generic_type: textOf(type) ?? "unknown", ...more };
}

export function toReasoning(content: string): Part {
  return { type: "reasoning", content };
}

export function toRefusal(content: string): Part {
  return toGeneric("refusal", { content });
}

export function toToolCall(id: unknown, name: unknown, parameters: unknown): Part {
  return { type: "tool_call", ...(textOf(id) === undefined ? {} : { id }), name, arguments: parameters };
}

export function toToolResponse(id: unknown, response: unknown): Part {
  return { type: "tool_call_response", ...(textOf(id) === undefined ? {} : { id }), response };
}

/** The call of a tool that the provider runs itself. */
export function toServerToolCall(id: unknown, type: string, name: unknown, more: JsonObject): Part {
  return { type: "server_tool_call", id, name, server_tool_call: { type, ...more } };
}

export function toServerToolResponse(id: unknown, type: string, more: JsonObject): Part {
  return { type: "server_tool_call_response", id, server_tool_call_response: { type, ...more } };
}

/** A file that lies with the provider. */
export function toFile(modality: string, fileId: string): Part {
  return { type: "file", modality, file_id: fileId };
}

/** Something at an address, which may be a data URL. */
export function toAddressed(modality: string, url: string): Part {
  return toDataUrl(modality, url) ?? { type: "uri", modality, uri: url };
}

const DATA_URL = /^data:([^;,]*)[^,]*,/;

export function toDataUrl(modality: string, url: string): Part | undefined {
  const head = DATA_URL.exec(url.slice(0, 256));
  if (head === null) return undefined;
  return toBlob(modality, head[1] === "" ? undefined : head[1], url.slice(head[0].length));
}

/** Bytes stay out of spans: a marker says how many there were. */
export function toBlob(modality: string, mime: string | undefined, data: unknown): Part {
  const length = typeof data === "string" ? data.length : 0;
  return {
    type: "blob",
    modality,
    ...(mime === undefined ? {} : { mime_type: mime }),
    content: omittedData(length),
  };
}

/** `image` and `png` are `image/png`. */
export function mimeType(kind: string, format: unknown): string | undefined {
  const name = textOf(format);
  return name === undefined ? undefined : `${kind}/${name}`;
}

/** Arguments as the object that they spell; as the text itself when a model wrote broken JSON. */
export function parsed(text: unknown): unknown {
  if (typeof text !== "string") return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
