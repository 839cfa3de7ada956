/** Responses of the Realtime API: requests, responses and events as attributes, never a sound. Pure. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import type { ContentLimits } from "@rootspan/model/content";
import { arrayOf, isObject, type JsonObject, numberOf, objectOf, textOf } from "../json-value.ts";
import type { ChunkReader, Surface } from "../surface.ts";
import { modalUsageAttributes } from "./modal-usage.ts";
import { put, putContent } from "./put.ts";
import { toInputMessages, toInstructionParts, toOutputMessages, toToolDefinitions } from "./response-items.ts";

/** The request is that of `response.create`, over what the session says, with what was said before as `input`. */
export const realtimeResponses: Surface = {
  kind: "llm",
  operation: "chat",
  requestAttributes(request) {
    const attributes: Attributes = { [key.GEN_AI_REQUEST_STREAM]: true };
    const modalities = arrayOf(request["output_modalities"]) ?? arrayOf(request["modalities"]);
    put(attributes, key.GEN_AI_OUTPUT_TYPE, modalities?.includes("audio") === true ? "speech" : undefined);
    put(attributes, key.GEN_AI_REQUEST_TEMPERATURE, numberOf(request["temperature"]));
    const most = numberOf(request["max_output_tokens"]) ?? numberOf(request["max_response_output_tokens"]);
    put(attributes, key.GEN_AI_REQUEST_MAX_TOKENS, most);
    return attributes;
  },
  requestContent(request, limits) {
    const attributes: Attributes = {};
    const instructions = toInstructionParts(request["instructions"]);
    if (instructions.length > 0) putContent(attributes, key.GEN_AI_SYSTEM_INSTRUCTIONS, instructions, limits);
    const messages = toInputMessages((arrayOf(request["input"]) ?? []).filter(isObject).map(toSpokenItem));
    if (messages.length > 0) putContent(attributes, key.GEN_AI_INPUT_MESSAGES, messages, limits);
    const tools = arrayOf(request["tools"]) ?? [];
    if (tools.length > 0) putContent(attributes, key.GEN_AI_TOOL_DEFINITIONS, toToolDefinitions(tools), limits);
    return attributes;
  },
  responseAttributes,
  createChunkReader,
  errorIn: errorInResponse,
};

function responseAttributes(response: unknown, limits: ContentLimits): Attributes {
  if (!isObject(response)) return {};
  const attributes: Attributes = {};
  put(attributes, key.GEN_AI_RESPONSE_ID, textOf(response["id"]));
  put(attributes, key.GEN_AI_CONVERSATION_ID, textOf(response["conversation_id"]));
  modalUsageAttributes(response["usage"], attributes);
  const output = (arrayOf(response["output"]) ?? []).filter(isObject);
  const reason = finishReasonOf(response, output);
  attributes[key.GEN_AI_RESPONSE_FINISH_REASONS] = [reason];
  if (limits.captureContent && output.length > 0) {
    const messages = toOutputMessages(output.map(toSpokenItem), reason === "tool_calls" ? "tool_call" : reason);
    putContent(attributes, key.GEN_AI_OUTPUT_MESSAGES, messages, limits);
  }
  return attributes;
}

/** In the words of chat completions; "error" of a response that is not finished. */
function finishReasonOf(response: JsonObject, output: readonly JsonObject[]): string {
  switch (response["status"]) {
    case "completed":
      return output.some(({ type }) => type === "function_call") ? "tool_calls" : "stop";
    case "incomplete": {
      const reason = textOf(objectOf(response["status_details"])?.["reason"]);
      return reason === "max_output_tokens" ? "length" : (reason ?? "incomplete");
    }
    case "cancelled":
      return "cancelled";
    default:
      return "error";
  }
}

function errorInResponse(response: unknown): unknown {
  if (!isObject(response) || response["status"] !== "failed") return undefined;
  const error = objectOf(objectOf(response["status_details"])?.["error"]);
  return error === undefined ? { code: "failed" } : { ...error, code: error["code"] ?? error["type"] };
}

/** What was heard and said, as the text that it is told to be. */
function toSpokenItem(item: JsonObject): JsonObject {
  const content = arrayOf(item["content"]);
  if (content === undefined) return item;
  return {
    ...item,
    content: content.filter(isObject).map((part) => {
      const transcript = textOf(part["transcript"]);
      return transcript === undefined ? part : { type: "text", text: transcript };
    }),
  };
}

/** Texts that a response speaks or writes, before it is done: major 4 to 6 and later ones. */
const SAID: ReadonlySet<unknown> = new Set([
  "response.text.delta",
  "response.output_text.delta",
  "response.audio_transcript.delta",
  "response.output_audio_transcript.delta",
]);

function createChunkReader(limits: ContentLimits): ChunkReader {
  let response: JsonObject = {};
  let text = "";
  const whole = (): JsonObject => {
    const output = arrayOf(response["output"]) ?? [];
    if (output.length > 0 || text === "") return response;
    return { ...response, output: [{ type: "message", role: "assistant", content: [{ type: "text", text }] }] };
  };
  return {
    read(event) {
      if (!isObject(event)) return;
      response = objectOf(event["response"]) ?? response;
      // Twice what can be recorded: a response without an end must not fill the memory.
      if (!limits.captureContent || text.length > 2 * limits.maxAttributeBytes) return;
      if (SAID.has(event["type"])) text += textOf(event["delta"]) ?? "";
    },
    attributes: () => responseAttributes(whole(), limits),
    error: () => errorInResponse(response),
  };
}
