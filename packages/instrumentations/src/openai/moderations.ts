/** Moderations: no event of a session, but the model and what was found are kept. Pure. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { toContent } from "@rootspan/model/content";
import { isObject, textOf } from "../json-value.ts";
import type { Surface } from "../surface.ts";
import { put } from "./put.ts";

export const moderations: Surface = {
  requestContent: ({ input }, limits) => {
    const attributes: Attributes = {};
    put(attributes, key.ROOTSPAN_EVENT_PARAMS, toContent(key.ROOTSPAN_EVENT_PARAMS, input, limits));
    return attributes;
  },
  responseAttributes(response, limits) {
    if (!isObject(response)) return {};
    const attributes: Attributes = {};
    put(attributes, key.GEN_AI_RESPONSE_ID, textOf(response["id"]));
    put(attributes, key.GEN_AI_RESPONSE_MODEL, textOf(response["model"]));
    put(attributes, key.ROOTSPAN_EVENT_RETURNS, toContent(key.ROOTSPAN_EVENT_RETURNS, response["results"], limits));
    return attributes;
  },
};
