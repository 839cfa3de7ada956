/** What a model answers, as attributes. Pure. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, toContentJson } from "@rootspan/model/content";
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from "../json-value.ts";
import type { Surface } from "../surface.ts";
import { createMessageChunkReader } from "./message-chunks.ts";
import { toOutputMessage } from "./messages.ts";
import { tokenAttributes } from "./tokens.ts";

/** How runs of chat models and of completions map to attributes: their answers are `LLMResult`s. */
export const chatModel: Surface = toSurface("chat");
export const completionModel: Surface = toSurface("text_completion");

function toSurface(operation: string): Surface {
  return {
    operation,
    kind: "llm",
    responseAttributes,
    createChunkReader: (limits) => createMessageChunkReader(limits, responseAttributes),
  };
}

/** The library gives an id of its own to messages that have none from the provider. */
const OWN_ID = /^(?:lc_)?run-/;

/** Of an `LLMResult` of one prompt; anything may be missing. */
export function responseAttributes(result: unknown, limits: ContentLimits): Attributes {
  if (!isObject(result)) return {};
  const first = arrayOf(result["generations"])?.[0];
  const generations = (arrayOf(first) ?? []).filter(isObject);
  const attributes: Attributes = {};
  const llmOutput = objectOf(result["llmOutput"]);
  const message = objectOf(generations[0]?.["message"]) ?? {};
  const response = { ...llmOutput, ...objectOf(message["response_metadata"]) };
  const put = (name: string, value: string | undefined): void => {
    if (value !== undefined) attributes[name] = value;
  };
  const id = textOf(message["id"]);
  put(key.GEN_AI_RESPONSE_ID, textOf(response["id"]) ?? (id === undefined || OWN_ID.test(id) ? undefined : id));
  put(key.GEN_AI_RESPONSE_MODEL, textOf(response["model_name"]) ?? textOf(response["model"]));
  put(key.OPENAI_RESPONSE_SYSTEM_FINGERPRINT, textOf(response["system_fingerprint"]));
  put(key.OPENAI_RESPONSE_SERVICE_TIER, textOf(response["service_tier"]));
  tokenAttributes(message, llmOutput, attributes);
  if (generations.length === 0) return attributes;
  const reasons = generations.map(finishReasonOf);
  const known = reasons.filter((reason) => reason !== undefined);
  if (known.length > 0) {
    attributes[key.GEN_AI_RESPONSE_FINISH_REASONS] = reasons.map((reason) => reason ?? "error");
  }
  if (limits.captureContent) {
    const messages = generations.map((generation, index) => toMessageOf(generation, reasons[index]));
    put(key.GEN_AI_OUTPUT_MESSAGES, toContentJson(key.GEN_AI_OUTPUT_MESSAGES, messages, limits));
  }
  return attributes;
}

function toMessageOf(generation: JsonObject, reason: string | undefined): JsonObject {
  const message = objectOf(generation["message"]);
  if (message !== undefined) return toOutputMessage(message, reason);
  const parts = [{ type: "text", content: generation["text"] }];
  return { role: "assistant", parts, finish_reason: reason ?? "stop" };
}

function finishReasonOf(generation: JsonObject): string | undefined {
  const info = objectOf(generation["generationInfo"]) ?? {};
  const response = objectOf(objectOf(generation["message"])?.["response_metadata"]) ?? {};
  for (const name of ["finish_reason", "finishReason", "stop_reason", "stopReason"]) {
    const reason = textOf(info[name]) ?? textOf(response[name]);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
