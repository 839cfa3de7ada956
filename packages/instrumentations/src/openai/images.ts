/** Images: requests, responses and chunks as attributes, never a picture. Pure. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, omittedData } from "@rootspan/model/content";
import { arrayOf, isObject, type JsonObject, numberOf, objectOf, textOf } from "../json-value.ts";
import type { ChunkReader, Surface } from "../surface.ts";
import { modalUsageAttributes } from "./modal-usage.ts";
import { toAddressed, toText } from "./parts.ts";
import { put, putContent } from "./put.ts";

export const images: Surface = {
  kind: "llm",
  operation: "generate_content",
  requestAttributes(request) {
    const attributes: Attributes = { [key.GEN_AI_OUTPUT_TYPE]: "image" };
    const count = numberOf(request["n"]);
    if (count !== 1) put(attributes, key.GEN_AI_REQUEST_CHOICE_COUNT, count);
    if (request["stream"] === true) attributes[key.GEN_AI_REQUEST_STREAM] = true;
    return attributes;
  },
  requestContent,
  responseAttributes,
  createChunkReader,
};

function requestContent(request: JsonObject, limits: ContentLimits): Attributes {
  const attributes: Attributes = {};
  const prompt = textOf(request["prompt"]);
  const { image, mask } = request;
  const pictures = [...(arrayOf(image) ?? [image]), mask].filter(
    (picture) => picture !== undefined && picture !== null,
  );
  const parts = [
    ...(prompt === undefined ? [] : [toText(prompt)]),
    ...pictures.map(() => ({ type: "blob", modality: "image", content: "[file omitted]" })),
  ];
  if (parts.length > 0) putContent(attributes, key.GEN_AI_INPUT_MESSAGES, [{ role: "user", parts }], limits);
  return attributes;
}

function responseAttributes(response: unknown, limits: ContentLimits): Attributes {
  if (!isObject(response)) return {};
  const attributes: Attributes = {};
  imageUsageAttributes(objectOf(response["usage"]), attributes);
  const pictures = (arrayOf(response["data"]) ?? []).filter(isObject);
  if (!limits.captureContent || pictures.length === 0) return attributes;
  const format = textOf(response["output_format"]) ?? "png";
  const message = {
    role: "assistant",
    parts: pictures.flatMap((picture) => toParts(picture, format)),
    finish_reason: "stop",
  };
  putContent(attributes, key.GEN_AI_OUTPUT_MESSAGES, [message], limits);
  return attributes;
}

/** Where the answer does not split its output: it is "the number of image tokens in the output image". */
function imageUsageAttributes(usage: JsonObject | undefined, attributes: Attributes): void {
  modalUsageAttributes(usage, attributes);
  const tokens = attributes[key.GEN_AI_USAGE_OUTPUT_TOKENS];
  if (usage === undefined || isObject(usage["output_tokens_details"])) return;
  if (typeof tokens === "number" && tokens > 0) attributes[key.GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS] = tokens;
}

function toParts(picture: JsonObject, format: string): readonly JsonObject[] {
  const revised = textOf(picture["revised_prompt"]);
  const url = textOf(picture["url"]);
  const size = textOf(picture["b64_json"])?.length ?? numberOf(picture["length"]);
  return [
    ...(revised === undefined ? [] : [toText(revised)]),
    ...(url === undefined ? [] : [toAddressed("image", url)]),
    ...(size === undefined
      ? []
      : [{ type: "blob", modality: "image", mime_type: `image/${format}`, content: omittedData(size) }]),
  ];
}

/** Partial pictures lead to a complete one, which alone counts. */
function createChunkReader(limits: ContentLimits): ChunkReader {
  const pictures: JsonObject[] = [];
  let usage: JsonObject | undefined;
  let format: string | undefined;
  return {
    read(chunk) {
      if (!isObject(chunk) || textOf(chunk["type"])?.endsWith(".completed") !== true) return;
      usage = objectOf(chunk["usage"]) ?? usage;
      format = textOf(chunk["output_format"]) ?? format;
      // Its length in the place of the picture, which must not stay in memory.
      pictures.push({ length: textOf(chunk["b64_json"])?.length });
    },
    attributes: () => responseAttributes({ usage, output_format: format, data: pictures }, limits),
  };
}
