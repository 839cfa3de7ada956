/** Speech, transcriptions and translations: requests, responses and chunks as attributes, never a sound. Pure. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, toContentJson } from "@rootspan/model/content";
import { isObject, type JsonObject, numberOf, objectOf, textOf } from "../json-value.ts";
import type { ChunkReader, Surface } from "../surface.ts";
import { modalUsageAttributes } from "./modal-usage.ts";
import { toText } from "./parts.ts";
import { put, putContent } from "./put.ts";

/** The answer is a response whose body is the application's to read: it says nothing here, not even what was used. */
export const speech: Surface = {
  kind: "llm",
  operation: "generate_content",
  requestAttributes: () => ({ [key.GEN_AI_OUTPUT_TYPE]: "speech" }),
  requestContent(request, limits) {
    const attributes: Attributes = {};
    const input = textOf(request["input"]);
    if (input !== undefined)
      putMessage(attributes, key.GEN_AI_INPUT_MESSAGES, { role: "user", parts: [toText(input)] }, limits);
    const instructions = textOf(request["instructions"]);
    if (instructions !== undefined) {
      put(
        attributes,
        key.GEN_AI_SYSTEM_INSTRUCTIONS,
        toContentJson(key.GEN_AI_SYSTEM_INSTRUCTIONS, [toText(instructions)], limits),
      );
    }
    return attributes;
  },
};

/** Transcriptions, and translations to English. */
export const transcriptions: Surface = {
  kind: "llm",
  operation: "generate_content",
  requestAttributes(request) {
    const attributes: Attributes = { [key.GEN_AI_OUTPUT_TYPE]: "text" };
    put(attributes, key.GEN_AI_REQUEST_TEMPERATURE, numberOf(request["temperature"]));
    if (request["stream"] === true) attributes[key.GEN_AI_REQUEST_STREAM] = true;
    return attributes;
  },
  requestContent(request, limits) {
    const attributes: Attributes = {};
    const prompt = textOf(request["prompt"]);
    const parts = [
      ...(prompt === undefined ? [] : [toText(prompt)]),
      { type: "blob", modality: "audio", content: "[file omitted]" },
    ];
    putMessage(attributes, key.GEN_AI_INPUT_MESSAGES, { role: "user", parts }, limits);
    return attributes;
  },
  responseAttributes,
  createChunkReader,
};

function responseAttributes(response: unknown, limits: ContentLimits): Attributes {
  const attributes: Attributes = {};
  // Subtitles and plain text come as they are.
  const { usage, text, duration } = isObject(response)
    ? response
    : { usage: undefined, text: response, duration: undefined };
  transcriptionUsageAttributes(objectOf(usage), duration, attributes);
  const content = textOf(text);
  if (content === undefined) return attributes;
  const message = { role: "assistant", parts: [toText(content)], finish_reason: "stop" };
  putMessage(attributes, key.GEN_AI_OUTPUT_MESSAGES, message, limits);
  return attributes;
}

/** Tokens or seconds, as the model is charged for. Providers that do not say so give the duration alone. */
export function transcriptionUsageAttributes(
  usage: JsonObject | undefined,
  duration: unknown,
  attributes: Attributes,
): void {
  modalUsageAttributes(usage, attributes);
  const seconds = numberOf(usage === undefined ? duration : usage["seconds"]);
  put(attributes, key.ROOTSPAN_USAGE_AUDIO_INPUT_SECONDS, seconds);
}

function createChunkReader(limits: ContentLimits): ChunkReader {
  let text = "";
  let done: JsonObject | undefined;
  return {
    read(chunk) {
      if (!isObject(chunk)) return;
      if (chunk["type"] === "transcript.text.done") done = chunk;
      // Twice what can be recorded: a stream without an end must not fill the memory.
      if (!limits.captureContent || text.length > 2 * limits.maxAttributeBytes) return;
      if (chunk["type"] === "transcript.text.delta") text += textOf(chunk["delta"]) ?? "";
    },
    attributes: () => responseAttributes({ text: done?.["text"] ?? text, usage: done?.["usage"] }, limits),
  };
}

function putMessage(attributes: Attributes, name: string, message: JsonObject, limits: ContentLimits): void {
  if (limits.captureContent) putContent(attributes, name, [message], limits);
}
