/** Chat Completions: requests and responses as attributes. Pure. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import type { ContentLimits } from "@rootspan/model/content";
import { arrayOf, isObject, type JsonObject, numberOf, objectOf, textOf } from "../json-value.ts";
import type { Surface } from "../surface.ts";
import { toInputMessages, toOutputMessages, toToolDefinitions } from "./chat-messages.ts";
import { createChatChunkReader } from "./chat-chunks.ts";
import { put, putContent } from "./put.ts";
import { samplingAttributes } from "./sampling.ts";
import { askForUsage, hideUsage } from "./stream-usage.ts";
import { usageAttributes } from "./usage.ts";

export const chat: Surface = {
  kind: "llm",
  operation: "chat",
  requestAttributes: chatRequestAttributes,
  requestContent: chatRequestContent,
  responseAttributes: chatResponseAttributes,
  createChunkReader: (limits) => createChatChunkReader(limits, chatResponseAttributes),
  askForUsage,
  hideUsage,
};

export function chatRequestAttributes(request: JsonObject): Attributes {
  const attributes: Attributes = { [key.OPENAI_API_TYPE]: "chat_completions", ...samplingAttributes(request) };
  put(
    attributes,
    key.GEN_AI_REQUEST_MAX_TOKENS,
    numberOf(request["max_completion_tokens"]) ?? numberOf(request["max_tokens"]),
  );
  put(attributes, key.GEN_AI_REQUEST_REASONING_LEVEL, textOf(request["reasoning_effort"]));
  put(attributes, key.GEN_AI_OUTPUT_TYPE, outputTypeOf(request));
  const tier = textOf(request["service_tier"]);
  if (tier !== "auto") put(attributes, key.OPENAI_REQUEST_SERVICE_TIER, tier);
  return attributes;
}

/** System messages stay among the messages: the API has no separate place for instructions. */
export function chatRequestContent(request: JsonObject, limits: ContentLimits): Attributes {
  const attributes: Attributes = {};
  const messages = arrayOf(request["messages"]);
  if (messages !== undefined) {
    putContent(attributes, key.GEN_AI_INPUT_MESSAGES, toInputMessages(messages), limits);
  }
  const tools = arrayOf(request["tools"]) ?? arrayOf(request["functions"]);
  if (tools !== undefined && tools.length > 0) {
    putContent(attributes, key.GEN_AI_TOOL_DEFINITIONS, toToolDefinitions(tools), limits);
  }
  return attributes;
}

/** Of a `chat.completion`; anything may be missing. */
export function chatResponseAttributes(response: unknown, limits: ContentLimits): Attributes {
  if (!isObject(response)) return {};
  const attributes: Attributes = {};
  put(attributes, key.GEN_AI_RESPONSE_ID, textOf(response["id"]));
  put(attributes, key.GEN_AI_RESPONSE_MODEL, textOf(response["model"]));
  put(attributes, key.OPENAI_RESPONSE_SERVICE_TIER, textOf(response["service_tier"]));
  put(attributes, key.OPENAI_RESPONSE_SYSTEM_FINGERPRINT, textOf(response["system_fingerprint"]));
  usageAttributes(response["usage"], attributes);
  const choices = inIndexOrder(arrayOf(response["choices"]) ?? []);
  if (choices.length === 0) return attributes;
  attributes[key.GEN_AI_RESPONSE_FINISH_REASONS] = choices.map((choice) => textOf(choice["finish_reason"]) ?? "error");
  if (limits.captureContent) {
    putContent(attributes, key.GEN_AI_OUTPUT_MESSAGES, toOutputMessages(choices), limits);
  }
  return attributes;
}

function inIndexOrder(choices: readonly unknown[]): readonly JsonObject[] {
  const objects = choices.filter(isObject);
  if (objects.length < 2) return objects;
  return objects.toSorted((a, b) => (numberOf(a["index"]) ?? 0) - (numberOf(b["index"]) ?? 0));
}

function outputTypeOf(request: JsonObject): string | undefined {
  if (arrayOf(request["modalities"])?.includes("audio") === true) return "speech";
  const format = objectOf(request["response_format"])?.["type"];
  if (format === "json_object" || format === "json_schema") return "json";
  return format === "text" ? "text" : undefined;
}
