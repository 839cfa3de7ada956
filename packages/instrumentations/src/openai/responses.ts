/** Responses: requests and responses as attributes. Pure, but for what the two surfaces know of background calls. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import type { ContentLimits } from "@rootspan/model/content";
import { arrayOf, isObject, type JsonObject, numberOf, objectOf, textOf } from "../json-value.ts";
import type { Surface } from "../surface.ts";
import { noteUsage, settleUsage, withoutUsage } from "./background-usage.ts";
import { waitsForApplication } from "./built-in-tools.ts";
import { modalUsageAttributes } from "./modal-usage.ts";
import { put, putContent } from "./put.ts";
import { createResponseReader, type ResponseReader } from "./response-chunks.ts";
import { toInputMessages, toInstructionParts, toOutputMessages, toToolDefinitions } from "./response-items.ts";
import { toolUsageAttributes } from "./usage.ts";

const API_TYPE = "responses";

/** A model makes a response, or a shorter form of a conversation. */
export const responses: Surface = {
  kind: "llm",
  operation: "chat",
  requestAttributes: responseRequestAttributes,
  requestContent: responseRequestContent,
  responseAttributes,
  createChunkReader: (limits) => {
    const reader = createReader(limits, responseAttributes);
    return { ...reader, error: () => errorInResponse(reader.response()) };
  },
  errorIn: errorInResponse,
  settle: noteUsage,
};

/** A response that was made before is read, whole or as the rest of its stream. Uses no model. */
export const fetchedResponse: Surface = {
  operation: "fetch_response",
  toRequest: ([id, query]) => ({ ...objectOf(query), id }),
  requestAttributes: fetchRequestAttributes,
  responseAttributes: fetchedResponseAttributes,
  createChunkReader: (limits) => createReader(limits, fetchedResponseAttributes),
  settle: settleUsage,
};

/** A stored response is changed: its id and what became of it. */
export const storedResponse: Surface = {
  toRequest: ([id]) => ({ id }),
  requestAttributes: ({ id }) => ({ [key.OPENAI_API_TYPE]: API_TYPE, ...optional(key.GEN_AI_RESPONSE_ID, textOf(id)) }),
  responseAttributes: (response) => optional(key.GEN_AI_RESPONSE_STATUS, textOf(objectOf(response)?.["status"])),
};

/** Of a stream that is left before its end, the answer has no reason to be over. */
function createReader(
  limits: ContentLimits,
  describe: (response: unknown, limits: ContentLimits) => Attributes,
): ResponseReader {
  return createResponseReader(limits, (response) => {
    const hasOutput = (arrayOf(response["output"]) ?? []).length > 0;
    const attributes = describe(response, limits);
    return hasOutput ? { [key.GEN_AI_RESPONSE_FINISH_REASONS]: ["error"], ...attributes } : attributes;
  });
}

export function responseRequestAttributes(request: JsonObject): Attributes {
  const attributes: Attributes = { [key.OPENAI_API_TYPE]: API_TYPE };
  put(attributes, key.GEN_AI_REQUEST_TEMPERATURE, numberOf(request["temperature"]));
  put(attributes, key.GEN_AI_REQUEST_TOP_P, numberOf(request["top_p"]));
  put(attributes, key.GEN_AI_REQUEST_MAX_TOKENS, numberOf(request["max_output_tokens"]));
  put(attributes, key.GEN_AI_REQUEST_REASONING_LEVEL, textOf(objectOf(request["reasoning"])?.["effort"]));
  put(attributes, key.GEN_AI_OUTPUT_TYPE, outputTypeOf(request));
  put(attributes, key.GEN_AI_REQUEST_PREVIOUS_RESPONSE_ID, textOf(request["previous_response_id"]));
  put(attributes, key.GEN_AI_CONVERSATION_ID, conversationIdOf(request));
  if (request["stream"] === true) attributes[key.GEN_AI_REQUEST_STREAM] = true;
  if (request["background"] === true) attributes[key.ROOTSPAN_RESPONSE_BACKGROUND] = true;
  const tier = textOf(request["service_tier"]);
  if (tier !== "auto") put(attributes, key.OPENAI_REQUEST_SERVICE_TIER, tier);
  const prompt = objectOf(request["prompt"]) ?? {};
  put(attributes, key.GEN_AI_PROMPT_NAME, textOf(prompt["id"]));
  put(attributes, key.GEN_AI_PROMPT_VERSION, textOf(prompt["version"]));
  return attributes;
}

export function responseRequestContent(request: JsonObject, limits: ContentLimits): Attributes {
  const attributes: Attributes = {};
  const instructions = toInstructionParts(request["instructions"]);
  if (instructions.length > 0) putContent(attributes, key.GEN_AI_SYSTEM_INSTRUCTIONS, instructions, limits);
  const messages = toInputMessages(request["input"]);
  if (messages.length > 0) putContent(attributes, key.GEN_AI_INPUT_MESSAGES, messages, limits);
  const tools = arrayOf(request["tools"]);
  if (tools !== undefined && tools.length > 0) {
    putContent(attributes, key.GEN_AI_TOOL_DEFINITIONS, toToolDefinitions(tools), limits);
  }
  return attributes;
}

function fetchRequestAttributes(request: JsonObject): Attributes {
  const attributes: Attributes = { [key.OPENAI_API_TYPE]: API_TYPE };
  put(attributes, key.GEN_AI_RESPONSE_ID, textOf(request["id"]));
  if (request["stream"] === true) attributes[key.GEN_AI_REQUEST_STREAM] = true;
  put(attributes, key.GEN_AI_REQUEST_STREAM_CURSOR, numberOf(request["starting_after"])?.toString());
  return attributes;
}

/** Of a `response` or a `response.compaction`; anything may be missing. */
export function responseAttributes(response: unknown, limits: ContentLimits): Attributes {
  if (!isObject(response)) return {};
  const attributes = factsOf(response);
  const output = (arrayOf(response["output"]) ?? []).filter(isObject);
  modalUsageAttributes(response["usage"], attributes);
  toolUsageAttributes(response["tool_usage"], output, attributes);
  if (output.some(({ type }) => type === "compaction")) attributes[key.GEN_AI_CONVERSATION_COMPACTED] = true;
  const reason = finishReasonOf(response, output.length > 0, output.some(waitsForApplication));
  put(attributes, key.GEN_AI_RESPONSE_FINISH_REASONS, reason === undefined ? undefined : [reason]);
  if (limits.captureContent && output.length > 0) {
    const messages = toOutputMessages(output, reason === "tool_calls" ? "tool_call" : (reason ?? "error"));
    putContent(attributes, key.GEN_AI_OUTPUT_MESSAGES, messages, limits);
  }
  return attributes;
}

/** The usage is another call's, and its span's, unless the response was made in the background. */
export function fetchedResponseAttributes(response: unknown, limits: ContentLimits): Attributes {
  if (!isObject(response)) return {};
  const attributes = responseAttributes(response, limits);
  return response["background"] === true ? attributes : withoutUsage(attributes);
}

/** What makes a failure of a response that arrived: `{code, message}`. */
export function errorInResponse(response: unknown): unknown {
  if (!isObject(response) || response["status"] !== "failed") return undefined;
  return objectOf(response["error"]) ?? { code: "failed" };
}

function factsOf(response: JsonObject): Attributes {
  const attributes: Attributes = {};
  put(attributes, key.GEN_AI_RESPONSE_ID, textOf(response["id"]));
  put(attributes, key.GEN_AI_RESPONSE_MODEL, textOf(response["model"]));
  put(attributes, key.GEN_AI_RESPONSE_STATUS, textOf(response["status"]));
  put(attributes, key.GEN_AI_CONVERSATION_ID, conversationIdOf(response));
  put(attributes, key.OPENAI_RESPONSE_SERVICE_TIER, textOf(response["service_tier"]));
  if (response["background"] === true) attributes[key.ROOTSPAN_RESPONSE_BACKGROUND] = true;
  return attributes;
}

/**
 * In the words of chat completions; undefined of a response that is not finished.
 * @param hasCalls of tools that the application has to run
 */
export function finishReasonOf(response: JsonObject, hasOutput: boolean, hasCalls: boolean): string | undefined {
  switch (response["status"]) {
    case "queued":
    case "in_progress":
      return undefined;
    case "failed":
      return "error";
    case "cancelled":
      return "cancelled";
    case "incomplete": {
      const reason = textOf(objectOf(response["incomplete_details"])?.["reason"]);
      return reason === "max_output_tokens" ? "length" : (reason ?? "incomplete");
    }
    default:
      // A compaction has no status.
      if (response["status"] === undefined && !hasOutput) return undefined;
      return hasCalls ? "tool_calls" : "stop";
  }
}

function conversationIdOf({ conversation }: JsonObject): string | undefined {
  return textOf(conversation) ?? textOf(objectOf(conversation)?.["id"]);
}

function outputTypeOf(request: JsonObject): string | undefined {
  const format = objectOf(objectOf(request["text"])?.["format"])?.["type"];
  if (format === "json_object" || format === "json_schema") return "json";
  return format === "text" ? "text" : undefined;
}

function optional(name: string, value: string | undefined): Attributes {
  return value === undefined ? {} : { [name]: value };
}
