/** The older Completions API: requests, responses and chunks as attributes. Pure. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import type { ContentLimits } from "@rootspan/model/content";
import { arrayOf, isObject, type JsonObject, numberOf, objectOf, textOf } from "../json-value.ts";
import type { ChunkReader, Surface } from "../surface.ts";
import { toText } from "./parts.ts";
import { put, putContent } from "./put.ts";
import { samplingAttributes } from "./sampling.ts";
import { askForUsage, hideUsage } from "./stream-usage.ts";
import { usageAttributes } from "./usage.ts";

export const textCompletions: Surface = {
  kind: "llm",
  operation: "text_completion",
  requestAttributes(request) {
    const attributes = samplingAttributes(request);
    put(attributes, key.GEN_AI_REQUEST_MAX_TOKENS, numberOf(request["max_tokens"]));
    return attributes;
  },
  requestContent,
  responseAttributes,
  createChunkReader,
  askForUsage,
  hideUsage,
};

/** Each prompt is a message. One that is given as tokens says nothing to a reader. */
function requestContent({ prompt }: JsonObject, limits: ContentLimits): Attributes {
  const attributes: Attributes = {};
  const prompts = typeof prompt === "string" ? [prompt] : (arrayOf(prompt) ?? []);
  const messages = prompts
    .filter((content) => typeof content === "string")
    .map((content) => ({ role: "user", parts: [toText(content)] }));
  if (messages.length > 0) putContent(attributes, key.GEN_AI_INPUT_MESSAGES, messages, limits);
  return attributes;
}

function responseAttributes(response: unknown, limits: ContentLimits): Attributes {
  if (!isObject(response)) return {};
  const attributes: Attributes = {};
  put(attributes, key.GEN_AI_RESPONSE_ID, textOf(response["id"]));
  put(attributes, key.GEN_AI_RESPONSE_MODEL, textOf(response["model"]));
  put(attributes, key.OPENAI_RESPONSE_SYSTEM_FINGERPRINT, textOf(response["system_fingerprint"]));
  usageAttributes(response["usage"], attributes);
  const choices = (arrayOf(response["choices"]) ?? []).filter(isObject);
  if (choices.length === 0) return attributes;
  const reasons = choices.map((choice) => textOf(choice["finish_reason"]) ?? "error");
  attributes[key.GEN_AI_RESPONSE_FINISH_REASONS] = reasons;
  if (!limits.captureContent) return attributes;
  const messages = choices.map((choice, index) => ({
    role: "assistant",
    parts: [toText(choice["text"])],
    finish_reason: reasons[index],
  }));
  putContent(attributes, key.GEN_AI_OUTPUT_MESSAGES, messages, limits);
  return attributes;
}

interface Choice {
  text: string;
  finishReason: string | undefined;
}

function createChunkReader(limits: ContentLimits): ChunkReader {
  const choices = new Map<number, Choice>();
  let last: JsonObject = {};
  let usage: JsonObject | undefined;
  return {
    read(chunk) {
      if (!isObject(chunk)) return;
      last = chunk;
      usage = objectOf(chunk["usage"]) ?? usage;
      for (const part of (arrayOf(chunk["choices"]) ?? []).filter(isObject)) readChoice(part, choices, limits);
    },
    attributes() {
      const inOrder = Array.from(choices).toSorted(([a], [b]) => a - b);
      const wire = inOrder.map(([, { text, finishReason }]) => ({ text, finish_reason: finishReason }));
      return responseAttributes({ ...last, usage, choices: wire }, limits);
    },
  };
}

function readChoice(part: JsonObject, choices: Map<number, Choice>, limits: ContentLimits): void {
  const index = numberOf(part["index"]) ?? 0;
  const choice = choices.get(index) ?? { text: "", finishReason: undefined };
  choices.set(index, choice);
  choice.finishReason = textOf(part["finish_reason"]) ?? choice.finishReason;
  // Twice what can be recorded: a stream without an end must not fill the memory.
  if (!limits.captureContent || choice.text.length > 2 * limits.maxAttributeBytes) return;
  choice.text += textOf(part["text"]) ?? "";
}
