/** Embeddings: requests and responses as attributes, never the vectors. Pure. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, toContent } from "@rootspan/model/content";
import { arrayOf, isObject, type JsonObject, numberOf, objectOf, textOf } from "../json-value.ts";
import type { Surface } from "../surface.ts";
import { put } from "./put.ts";

export const embeddings: Surface = {
  kind: "embedding",
  operation: "embeddings",
  requestAttributes,
  requestContent,
  responseAttributes,
};

function requestAttributes(request: JsonObject): Attributes {
  const attributes: Attributes = {};
  put(attributes, key.GEN_AI_EMBEDDINGS_DIMENSION_COUNT, numberOf(request["dimensions"]));
  const format = textOf(request["encoding_format"]);
  if (format !== undefined) attributes[key.GEN_AI_REQUEST_ENCODING_FORMATS] = [format];
  return attributes;
}

/** Texts, and not the tokens that an application may give in their place: nobody can read those. */
function requestContent({ input }: JsonObject, limits: ContentLimits): Attributes {
  const attributes: Attributes = {};
  const isText = typeof input === "string" || (arrayOf(input)?.every((item) => typeof item === "string") ?? false);
  if (isText) put(attributes, key.ROOTSPAN_EVENT_PARAMS, toContent(key.ROOTSPAN_EVENT_PARAMS, input, limits));
  return attributes;
}

function responseAttributes(response: unknown): Attributes {
  if (!isObject(response)) return {};
  const attributes: Attributes = {};
  put(attributes, key.GEN_AI_RESPONSE_MODEL, textOf(response["model"]));
  put(attributes, key.GEN_AI_USAGE_INPUT_TOKENS, numberOf(objectOf(response["usage"])?.["prompt_tokens"]));
  const first = arrayOf(response["data"])?.[0];
  put(attributes, key.GEN_AI_EMBEDDINGS_DIMENSION_COUNT, dimensionsOf(objectOf(first)?.["embedding"]));
  return attributes;
}

/** On the wire, a vector is a list of numbers, or the base64 text of floats of four bytes each. */
function dimensionsOf(vector: unknown): number | undefined {
  if (Array.isArray(vector)) return vector.length;
  const base64 = textOf(vector);
  if (base64 === undefined) return undefined;
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return Math.floor(((base64.length / 4) * 3 - padding) / 4);
}
