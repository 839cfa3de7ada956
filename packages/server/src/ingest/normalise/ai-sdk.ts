/** Vercel's AI SDK to version 6, and `LegacyOpenTelemetry` of 7. What 7 sends by default is OpenTelemetry's. */
import { type Attributes, numberAttribute, stringArrayAttribute, stringAttribute } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { Dialect, Understanding } from "./dialect.ts";
import { fromJsonText, toFields, toJsonText } from "./json-text.ts";
import { toMessages, toToolDefinition } from "./messages.ts";
import { toProviderName } from "./provider-name.ts";

const OPERATION = "ai.operationId";

/** `ai.generateText.doGenerate` is a call of the model; `ai.generateText` around it repeats the sum of its calls. */
const MODEL_CALL = /^ai\.\w+\.do(Generate|Stream)$/;
const EMBEDDING_CALL = /^ai\.embed(Many)?\.doEmbed$/;

const COUNTS: Readonly<Record<string, readonly string[]>> = {
  [key.GEN_AI_USAGE_INPUT_TOKENS]: ["ai.usage.inputTokens", "ai.usage.promptTokens", "ai.usage.tokens"],
  [key.GEN_AI_USAGE_OUTPUT_TOKENS]: ["ai.usage.outputTokens", "ai.usage.completionTokens"],
  [key.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: [
    "ai.usage.inputTokenDetails.cacheReadTokens",
    "ai.usage.cachedInputTokens",
  ],
  [key.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS]: ["ai.usage.inputTokenDetails.cacheWriteTokens"],
  [key.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: [
    "ai.usage.outputTokenDetails.reasoningTokens",
    "ai.usage.reasoningTokens",
  ],
};

export const aiSdk: Dialect = {
  name: "ai-sdk",
  speaks: ({ attributes }) => attributes[OPERATION] !== undefined,
  understand({ attributes }, understood) {
    const operation = stringAttribute(attributes, OPERATION) ?? "";
    const agent = stringAttribute(attributes, "ai.telemetry.functionId");
    if (MODEL_CALL.test(operation)) {
      understandOperation(understood, "llm", "chat");
      understandCall(attributes, understood);
    } else if (EMBEDDING_CALL.test(operation)) {
      understandOperation(understood, "embedding", "embeddings");
      understandCall(attributes, understood);
    } else if (operation === "ai.toolCall") {
      understandOperation(understood, "tool", "execute_tool");
      understandTool(attributes, understood);
    } else {
      const isAgent = agent !== undefined && stringAttribute(attributes, "ai.prompt") !== undefined;
      understood.set(key.ROOTSPAN_KIND, isAgent ? "agent" : "chain");
      understood.fill(
        key.ROOTSPAN_EVENT_PARAMS,
        attributes["ai.prompt"] ?? attributes["ai.value"] ?? attributes["ai.values"],
      );
      understood.fill(key.ROOTSPAN_EVENT_RETURNS, attributes["ai.response.text"] ?? attributes["ai.response.object"]);
    }
    understood.fill(key.GEN_AI_AGENT_NAME, agent);
    const tags = stringArrayAttribute(attributes, "ai.telemetry.metadata.tags");
    if (tags !== undefined && tags.length > 0) understood.set(key.ROOTSPAN_SESSION_TAGS, tags);
  },
};

function understandOperation(understood: Understanding, kind: string, operation: string): void {
  understood.set(key.ROOTSPAN_KIND, kind);
  understood.fill(key.GEN_AI_OPERATION_NAME, operation);
}

function understandCall(attributes: Attributes, understood: Understanding): void {
  const provider = stringAttribute(attributes, "ai.model.provider");
  if (provider !== undefined) understood.fill(key.GEN_AI_PROVIDER_NAME, toProviderName(provider));
  understood.fill(key.GEN_AI_REQUEST_MODEL, stringAttribute(attributes, "ai.model.id"));
  understood.fill(key.GEN_AI_RESPONSE_MODEL, stringAttribute(attributes, "ai.response.model"));
  understood.fill(key.GEN_AI_RESPONSE_ID, stringAttribute(attributes, "ai.response.id"));
  for (const [ours, theirs] of Object.entries(COUNTS)) {
    understood.fill(
      ours,
      theirs.map((name) => numberAttribute(attributes, name)).find((count) => count !== undefined),
    );
  }
  const finish = stringAttribute(attributes, "ai.response.finishReason");
  if (finish !== undefined) understood.fill(key.GEN_AI_RESPONSE_FINISH_REASONS, [finish]);
  const firstChunkMs = numberAttribute(attributes, "ai.response.msToFirstChunk");
  understood.fill(
    key.GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
    firstChunkMs === undefined ? undefined : firstChunkMs / 1_000,
  );
  understood.fill(key.GEN_AI_INPUT_MESSAGES, toJsonText(toMessages(fromJsonText(attributes["ai.prompt.messages"]))));
  understood.fill(key.GEN_AI_OUTPUT_MESSAGES, toJsonText(outputOf(attributes, finish)));
  const tools = stringArrayAttribute(attributes, "ai.prompt.tools") ?? [];
  understood.fill(key.GEN_AI_TOOL_DEFINITIONS, toJsonText(tools.map(toToolDefinition)));
}

/** One message of the text, the reasoning and the calls of tools. */
function outputOf(attributes: Attributes, finish: string | undefined): readonly object[] {
  const text = attributes["ai.response.text"] ?? attributes["ai.response.object"];
  const reasoning = attributes["ai.response.reasoning"];
  const calls = fromJsonText(attributes["ai.response.toolCalls"]);
  const parts = [
    ...(typeof reasoning === "string" && reasoning !== "" ? [{ type: "reasoning", content: reasoning }] : []),
    ...(typeof text === "string" && text !== "" ? [{ type: "text", content: text }] : []),
    ...(Array.isArray(calls) ? calls.map(toToolCall) : []),
  ];
  return parts.length === 0
    ? []
    : [{ role: "assistant", parts, ...(finish !== undefined && { finish_reason: finish }) }];
}

function toToolCall(value: unknown): object {
  const { toolCallId, toolName, input, args } = toFields(value);
  return { type: "tool_call", id: toolCallId, name: toolName, arguments: fromJsonText(input ?? args) };
}

function understandTool(attributes: Attributes, understood: Understanding): void {
  understood.fill(key.GEN_AI_TOOL_NAME, stringAttribute(attributes, "ai.toolCall.name"));
  understood.fill(key.GEN_AI_TOOL_CALL_ID, stringAttribute(attributes, "ai.toolCall.id"));
  understood.fill(key.GEN_AI_TOOL_CALL_ARGUMENTS, stringAttribute(attributes, "ai.toolCall.args"));
  understood.fill(key.GEN_AI_TOOL_CALL_RESULT, stringAttribute(attributes, "ai.toolCall.result"));
}
