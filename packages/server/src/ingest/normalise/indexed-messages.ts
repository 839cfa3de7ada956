/** Messages as OpenLLMetry wrote them, and AgentOps does: `gen_ai.prompt.0.content`, `gen_ai.completion.0.role`. */
import type { Attributes } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { Understanding } from "./dialect.ts";
import { itemsBelow } from "./indexed.ts";
import { fromJsonText, toFields, toJsonText } from "./json-text.ts";
import { type Message, toMessage, toToolDefinition } from "./messages.ts";

export function understandIndexedMessages(attributes: Attributes, understood: Understanding): void {
  const input = itemsBelow(attributes, "gen_ai.prompt.").map((item) => toIndexed(item, "user"));
  const output = itemsBelow(attributes, "gen_ai.completion.").map((item) => toIndexed(item, "assistant"));
  understood.fill(key.GEN_AI_INPUT_MESSAGES, toJsonText(input));
  understood.fill(key.GEN_AI_OUTPUT_MESSAGES, toJsonText(output));
  const reasons = output.flatMap(({ finish_reason: reason }) => reason ?? []);
  if (reasons.length > 0) understood.fill(key.GEN_AI_RESPONSE_FINISH_REASONS, reasons);
  const tools = [
    ...itemsBelow(attributes, "llm.request.functions."),
    ...itemsBelow(attributes, "gen_ai.request.functions."),
    ...itemsBelow(attributes, "gen_ai.request.tools."),
  ];
  understood.fill(key.GEN_AI_TOOL_DEFINITIONS, toJsonText(tools.map(toToolDefinition)));
}

/** Content is text, or JSON text of a list of parts; what is not there was written as `null`. */
function toIndexed(item: unknown, role: string): Message {
  const message = toFields(item);
  const content = fromJsonText(message["content"]);
  return toMessage(
    { ...message, content: Array.isArray(content) || content === null ? content : message["content"] },
    role,
  );
}
