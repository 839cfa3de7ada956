/** Searches of vector stores: retrievals, in the words of the conventions. Pure. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { toContent } from "@rootspan/model/content";
import { arrayOf, isObject, numberOf, objectOf, textOf } from "../json-value.ts";
import type { Surface } from "../surface.ts";
import { put } from "./put.ts";

/** `search(vectorStoreId, body)`. */
export const vectorStoreSearch: Surface = {
  kind: "retrieval",
  operation: "retrieval",
  toRequest: ([storeId, body]) => ({ ...objectOf(body), store_id: storeId }),
  requestAttributes(request) {
    const attributes: Attributes = {};
    put(attributes, key.GEN_AI_DATA_SOURCE_ID, textOf(request["store_id"]));
    put(attributes, key.GEN_AI_RETRIEVAL_TOP_K, numberOf(request["max_num_results"]));
    return attributes;
  },
  requestContent({ query }, limits) {
    const attributes: Attributes = {};
    put(attributes, key.GEN_AI_RETRIEVAL_QUERY_TEXT, toContent(key.GEN_AI_RETRIEVAL_QUERY_TEXT, query, limits));
    return attributes;
  },
  responseAttributes(page, limits) {
    const attributes: Attributes = {};
    const found = isObject(page) ? arrayOf(page["data"]) : undefined;
    if (found === undefined) return attributes;
    const documents = found.filter(isObject).map(({ file_id, score, content }) => ({ id: file_id, score, content }));
    put(attributes, key.GEN_AI_RETRIEVAL_DOCUMENTS, toContent(key.GEN_AI_RETRIEVAL_DOCUMENTS, documents, limits));
    return attributes;
  },
};
