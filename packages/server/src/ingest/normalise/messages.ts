/**
 * From messages as providers' APIs have them to those of OpenTelemetry's GenAI conventions: `{role, parts}`. Takes the
 * forms of OpenAI's chat API, of Anthropic's blocks, and of the AI SDK.
 */
import { fromJsonText, toFields, type Fields } from "./json-text.ts";

export interface Message {
  readonly role: string;
  readonly parts: readonly Fields[];
  readonly finish_reason?: string;
}

/** One message; a text alone is what the user says. */
export function toMessage(value: unknown, defaultRole = "user"): Message {
  if (typeof value === "string") return { role: defaultRole, parts: [{ type: "text", content: value }] };
  const message = toFields(value);
  const role = typeof message["role"] === "string" ? message["role"] : defaultRole;
  const finish = message["finish_reason"];
  return {
    role,
    parts: Array.isArray(message["parts"]) ? message["parts"].map(toFields) : partsOf(message, role),
    ...(typeof finish === "string" && finish !== "" && { finish_reason: finish }),
  };
}

/** A list of messages, one message, or a text. */
export function toMessages(value: unknown, defaultRole = "user"): readonly Message[] {
  if (value === undefined || value === null || value === "") return [];
  return Array.isArray(value) ? value.map((item) => toMessage(item, defaultRole)) : [toMessage(value, defaultRole)];
}

function partsOf(message: Fields, role: string): readonly Fields[] {
  const id = message["tool_call_id"];
  const content = message["content"];
  if (role === "tool" && typeof id === "string") {
    return [{ type: "tool_call_response", id, response: fromJsonText(content) ?? null }];
  }
  const calls = Array.isArray(message["tool_calls"]) ? message["tool_calls"].map(toToolCall) : [];
  return [...toParts(content), ...calls];
}

function toParts(content: unknown): readonly Fields[] {
  if (content === undefined || content === null || content === "") return [];
  if (Array.isArray(content)) return content.map(toPart);
  return [{ type: "text", content: typeof content === "string" ? content : JSON.stringify(content) }];
}

/** Parts of kinds that the conventions do not know stay as they are: any type is allowed there. */
function toPart(value: unknown): Fields {
  if (typeof value === "string") return { type: "text", content: value };
  const part = toFields(value);
  switch (part["type"]) {
    case "text":
    case "input_text":
    case "output_text":
      return { type: "text", content: part["text"] ?? part["content"] ?? "" };
    case "reasoning":
    case "thinking":
      return { type: "reasoning", content: part["text"] ?? part["thinking"] ?? part["content"] ?? "" };
    case "tool-call":
      return {
        type: "tool_call",
        id: part["toolCallId"],
        name: part["toolName"],
        arguments: fromJsonText(part["input"] ?? part["args"]),
      };
    case "tool_use":
      return { type: "tool_call", id: part["id"], name: part["name"], arguments: part["input"] };
    case "tool-result":
      return {
        type: "tool_call_response",
        id: part["toolCallId"],
        response: resultOf(part["output"] ?? part["result"]),
      };
    case "tool_result":
      return { type: "tool_call_response", id: part["tool_use_id"], response: part["content"] };
    case "image_url":
    case "input_image":
      return toUri("image", part["image_url"]);
    default:
      return part;
  }
}

/** `{type: "json", value}` of the AI SDK is its value. */
function resultOf(output: unknown): unknown {
  const { type, value } = toFields(output);
  return typeof type === "string" && value !== undefined ? value : (output ?? null);
}

function toUri(modality: string, source: unknown): Fields {
  return { type: "uri", modality, uri: typeof source === "string" ? source : (toFields(source)["url"] ?? "") };
}

/** OpenAI's `{id, function: {name, arguments}}`, or the same without the `function`. */
function toToolCall(value: unknown): Fields {
  const call = toFields(value);
  const { name, arguments: args } = toFields(call["function"] ?? call);
  return {
    type: "tool_call",
    ...(call["id"] !== undefined && { id: call["id"] }),
    name: name ?? null,
    arguments: fromJsonText(args) ?? null,
  };
}

/** A tool as the conventions define it. */
export function toToolDefinition(value: unknown): Fields {
  const tool = toFields(fromJsonText(value));
  const inner = toFields(tool["function"] ?? tool);
  const parameters = fromJsonText(
    inner["parameters"] ?? inner["inputSchema"] ?? inner["input_schema"] ?? inner["arguments"],
  );
  return {
    type: tool["type"] ?? "function",
    name: inner["name"] ?? null,
    ...(inner["description"] !== undefined && { description: inner["description"] }),
    ...(parameters !== undefined && { parameters }),
  };
}
