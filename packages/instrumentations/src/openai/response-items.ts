/** Items of the Responses API in the conventions' shape of messages: `{role, parts}`. */
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from "../json-value.ts";
import { BUILT_IN_TOOLS, toFunctionOutput } from "./built-in-tools.ts";
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

/** The input of a request: a text, or items in their order. */
export function toInputMessages(input: unknown): JsonObject[] {
  if (typeof input === "string") return [{ role: "user", parts: [toText(input)] }];
  const items = arrayOf(input) ?? [];
  return items.filter(isObject).map((item) => ({ role: roleOf(item), parts: toParts(item) }));
}

/** One message for the output's items, which together are one answer. */
export function toOutputMessages(output: readonly JsonObject[], finishReason: string): JsonObject[] {
  if (output.length === 0) return [];
  return [{ role: "assistant", parts: output.flatMap(toParts), finish_reason: finishReason }];
}

/** Instructions are a text, or items as the input has them. */
export function toInstructionParts(instructions: unknown): Part[] {
  if (typeof instructions === "string") return [toText(instructions)];
  return (arrayOf(instructions) ?? []).filter(isObject).flatMap(toParts);
}

export function toToolDefinitions(tools: readonly unknown[]): JsonObject[] {
  return tools.filter(isObject).map((tool) => {
    const type = textOf(tool["type"]) ?? "function";
    const name = textOf(tool["name"]) ?? textOf(tool["server_label"]) ?? type;
    const { description, parameters } = tool;
    return {
      type,
      name,
      ...(description === undefined || description === null ? {} : { description }),
      ...(parameters === undefined || parameters === null ? {} : { parameters }),
    };
  });
}

function roleOf(item: JsonObject): string {
  const role = textOf(item["role"]);
  if (role !== undefined) return role;
  const type = textOf(item["type"]) ?? "";
  return type.endsWith("_output") || type === "mcp_approval_response" ? "tool" : "assistant";
}

function toParts(item: JsonObject): readonly Part[] {
  const { type, id, call_id: callId, name } = item;
  switch (type) {
    case undefined:
    case "message":
      return toMessageParts(item["content"]);
    case "reasoning":
      return toReasoningParts(item);
    case "function_call":
      return [toToolCall(callId, name, parsed(item["arguments"]))];
    case "custom_tool_call":
      return [toToolCall(callId, name, item["input"])];
    case "function_call_output":
    case "custom_tool_call_output":
      return [toToolResponse(callId, toFunctionOutput(item["output"], toContentPart))];
    case "compaction":
      return [{ type: "compaction", ...(id === undefined ? {} : { id }) }];
    default: {
      const known = typeof type === "string" && Object.hasOwn(BUILT_IN_TOOLS, type) ? BUILT_IN_TOOLS[type] : undefined;
      return known?.(item) ?? [toGeneric(type, id === undefined ? {} : { id })];
    }
  }
}

function toMessageParts(content: unknown): readonly Part[] {
  if (typeof content === "string") return [toText(content)];
  return (arrayOf(content) ?? []).filter(isObject).map(toContentPart);
}

/** The reasoning itself where the provider shows it, else its summary; what is encrypted says nothing. */
function toReasoningParts({ content, summary }: JsonObject): readonly Part[] {
  const shown = textsOf(content);
  return (shown.length > 0 ? shown : textsOf(summary)).map(toReasoning);
}

function textsOf(parts: unknown): readonly string[] {
  return (arrayOf(parts) ?? []).map((part) => textOf(objectOf(part)?.["text"])).filter((text) => text !== undefined);
}

function toContentPart(part: JsonObject): Part {
  const { type, text } = part;
  switch (type) {
    case "input_text":
    case "output_text":
    case "text":
      return toText(text);
    case "refusal":
      return toRefusal(textOf(part["refusal"]) ?? "");
    case "input_image":
      return toStored("image", part) ?? toAddressed("image", textOf(part["image_url"]) ?? "");
    case "input_file":
      return toStored("document", part) ?? toDocument(part);
    case "input_audio": {
      const audio = objectOf(part["input_audio"]) ?? part;
      return toBlob("audio", mimeType("audio", audio["format"]), audio["data"]);
    }
    default:
      return toGeneric(type);
  }
}

function toStored(modality: string, part: JsonObject): Part | undefined {
  const id = textOf(part["file_id"]);
  return id === undefined ? undefined : toFile(modality, id);
}

function toDocument({ file_data: data, file_url: url }: JsonObject): Part {
  if (textOf(url) !== undefined) return toAddressed("document", textOf(url)!);
  return toDataUrl("document", textOf(data) ?? "") ?? toBlob("document", undefined, data);
}
