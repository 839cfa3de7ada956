/** Videos: begun by a call, made in the background, charged for by the second at prices that no answer names. Pure. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { isObject, type JsonObject, objectOf, textOf } from "../json-value.ts";
import type { Surface } from "../surface.ts";
import { toText } from "./parts.ts";
import { put, putContent } from "./put.ts";

export const videos: Surface = {
  kind: "llm",
  operation: "generate_content",
  /** `remix(videoId, body)`, all others `(body)`. */
  toRequest: ([first, second]): JsonObject => objectOf(first) ?? objectOf(second) ?? {},
  requestAttributes: () => ({ [key.GEN_AI_OUTPUT_TYPE]: "video" }),
  requestContent(request, limits) {
    const attributes: Attributes = {};
    const prompt = textOf(request["prompt"]);
    if (prompt === undefined) return attributes;
    const message = { role: "user", parts: [toText(prompt)] };
    putContent(attributes, key.GEN_AI_INPUT_MESSAGES, [message], limits);
    return attributes;
  },
  responseAttributes(video) {
    if (!isObject(video)) return {};
    const attributes: Attributes = {};
    put(attributes, key.GEN_AI_RESPONSE_ID, textOf(video["id"]));
    put(attributes, key.GEN_AI_RESPONSE_MODEL, textOf(video["model"]));
    return attributes;
  },
};
