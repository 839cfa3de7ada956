/** Adds an attribute where there is something to say. */
import type { Attributes } from "@opentelemetry/api";
import { type ContentLimits, toContentJson } from "@rootspan/model/content";
import type { JsonObject } from "../json-value.ts";

export function put(attributes: Attributes, name: string, value: Attributes[string]): void {
  if (value !== undefined) attributes[name] = value;
}

export function putContent(
  attributes: Attributes,
  name: string,
  items: readonly JsonObject[],
  limits: ContentLimits,
): void {
  put(attributes, name, toContentJson(name, items, limits));
}
