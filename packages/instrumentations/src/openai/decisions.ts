/** Decisions of openai 7, which answer questions about an input by a model. Pure. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { toContent } from "@rootspan/model/content";
import { isObject, textOf } from "../json-value.ts";
import type { Surface } from "../surface.ts";
import { modalUsageAttributes } from "./modal-usage.ts";
import { put } from "./put.ts";

export const decisions: Surface = {
  kind: "llm",
  operation: "generate_content",
  requestAttributes: () => ({ [key.GEN_AI_OUTPUT_TYPE]: "json" }),
  requestContent({ input, questions }, limits) {
    const attributes: Attributes = {};
    put(attributes, key.ROOTSPAN_EVENT_PARAMS, toContent(key.ROOTSPAN_EVENT_PARAMS, { input, questions }, limits));
    return attributes;
  },
  responseAttributes(response, limits) {
    if (!isObject(response)) return {};
    const attributes: Attributes = {};
    put(attributes, key.GEN_AI_RESPONSE_ID, textOf(response["id"]));
    put(attributes, key.GEN_AI_RESPONSE_MODEL, textOf(response["model"]));
    modalUsageAttributes(response["usage"], attributes);
    put(attributes, key.ROOTSPAN_EVENT_RETURNS, toContent(key.ROOTSPAN_EVENT_RETURNS, response["answers"], limits));
    return attributes;
  },
};
