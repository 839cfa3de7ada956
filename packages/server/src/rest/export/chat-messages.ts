/** From the messages of OpenTelemetry's GenAI conventions to the `chatml` that AgentOps keeps. */
import { type Attributes } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { ChatMessage, Completion, Prompt, ToolCall } from "@rootspan/model/rest";
import { readContent } from "./event-text.ts";

/** What the model was told, the system's instructions first; null where the span does not say. */
export function toPrompt(attributes: Attributes): Prompt | null {
  const system = readContent(attributes, key.GEN_AI_SYSTEM_INSTRUCTIONS);
  const input = readContent(attributes, key.GEN_AI_INPUT_MESSAGES);
  const messages = [
    ...(system === null ? [] : [toMessage({ role: "system", parts: system })]),
    ...(Array.isArray(input) ? input.flatMap(toMessages) : []),
  ];
  if (messages.length > 0) return { type: "chatml", messages };
  return toStringForm(readContent(attributes, key.ROOTSPAN_EVENT_PARAMS));
}

/** What the model answered first; null where the span does not say. */
export function toCompletion(attributes: Attributes): Completion | null {
  const output = readContent(attributes, key.GEN_AI_OUTPUT_MESSAGES);
  const [first] = Array.isArray(output) ? output.flatMap(toMessages) : [];
  if (first !== undefined) return { type: "chatml", messages: first };
  return toStringForm(readContent(attributes, key.ROOTSPAN_EVENT_RETURNS));
}

function toStringForm(content: unknown): { type: "string"; string: string } | null {
  if (content === null) return null;
  return { type: "string", string: typeof content === "string" ? content : JSON.stringify(content) };
}

interface GenAiPart {
  readonly type?: unknown;
  readonly [field: string]: unknown;
}

/** One message; answers of several tools that came as one are one each, as in OpenAI's chat API. */
function toMessages(message: unknown): readonly ChatMessage[] {
  const { role, parts } = toFields(message);
  const responses = toParts(parts).filter((part) => part.type === "tool_call_response");
  const rest = toParts(parts).filter((part) => part.type !== "tool_call_response");
  const answers = responses.map((part) => ({
    role: "tool",
    content: toText(part["response"] ?? part["result"]),
    ...(typeof part["id"] === "string" && { tool_call_id: part["id"] }),
  }));
  return answers.length > 0 && rest.length === 0 ? answers : [toMessage({ role, parts: rest }), ...answers];
}

function toMessage({ role, parts }: { role?: unknown; parts?: unknown }): ChatMessage {
  const all = toParts(parts);
  const calls = all.filter((part) => part.type === "tool_call");
  return {
    role: typeof role === "string" ? role : "user",
    content: toMessageContent(all.filter((part) => part.type !== "tool_call")),
    ...(calls.length > 0 && { tool_calls: calls.map(toToolCall) }),
  };
}

function toMessageContent(parts: readonly GenAiPart[]): unknown {
  if (parts.length === 0) return null;
  const texts = parts.map((part) => (part.type === "text" ? part["content"] : undefined));
  return texts.every((text) => typeof text === "string") ? texts.join("") : parts;
}

function toToolCall({ id, name, ...part }: GenAiPart): ToolCall {
  return { id: id ?? null, type: "function", function: { name: name ?? null, arguments: toText(part["arguments"]) } };
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

/** A text alone is one part of text. */
function toParts(parts: unknown): readonly GenAiPart[] {
  if (typeof parts === "string") return [{ type: "text", content: parts }];
  return Array.isArray(parts) ? parts.map(toFields) : [];
}

function toFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
