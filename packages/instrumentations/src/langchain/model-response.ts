/** What a model answers, as attributes. Pure. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, toContentJson } from "@rootspan/model/content";
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from "../json-value.ts";
import { finishReasonOf as finishReasonOfResponse } from "../openai/responses.ts";
import type { Surface } from "../surface.ts";
import { createMessageChunkReader } from "./message-chunks.ts";
import { createMessageEventReader } from "./message-events.ts";
import { toOutputMessage } from "./messages.ts";
import type { RunStart } from "./run-start.ts";
import { tokenAttributes } from "./tokens.ts";

const chatModel = toSurface("chat");

/** How runs of models map to attributes, by how they answer: in the end that is an `LLMResult`. */
export const SURFACES: Readonly<Record<RunStart["answers"], Surface & { readonly operation: string }>> = {
  message: chatModel,
  text: toSurface("text_completion"),
  events: { ...chatModel, createChunkReader: (limits) => createMessageEventReader(limits, responseAttributes) },
};

function toSurface(operation: string): Surface & { readonly operation: string } {
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
  const message = objectOf(generation["message"]) ?? {};
  const response = objectOf(message["response_metadata"]) ?? {};
  // Anthropic's streams say it among the arguments.
  const places = [objectOf(generation["generationInfo"]), response, objectOf(message["additional_kwargs"])];
  for (const name of ["finish_reason", "finishReason", "stop_reason", "stopReason"]) {
    for (const place of places) {
      const reason = textOf(place?.[name]);
      if (reason !== undefined) return reason;
    }
  }
  // OpenAI's Responses API says how it went.
  if (response["object"] !== "response") return undefined;
  return finishReasonOfResponse(response, true, (arrayOf(message["tool_calls"])?.length ?? 0) > 0);
}
