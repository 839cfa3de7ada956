/** Token counts by modality, as all APIs but the two oldest report them. Nothing is ever estimated. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { isObject, type JsonObject, numberOf, objectOf } from "../json-value.ts";

const INPUT = [
  ["text_tokens", key.GEN_AI_USAGE_TEXT_INPUT_TOKENS],
  ["audio_tokens", key.GEN_AI_USAGE_AUDIO_INPUT_TOKENS],
  ["image_tokens", key.GEN_AI_USAGE_IMAGE_INPUT_TOKENS],
  ["cached_tokens", key.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS],
  ["cache_write_tokens", key.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS],
] as const;

const CACHED = [
  ["text_tokens", key.GEN_AI_USAGE_TEXT_CACHE_READ_INPUT_TOKENS],
  ["audio_tokens", key.GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS],
  ["image_tokens", key.GEN_AI_USAGE_IMAGE_CACHE_READ_INPUT_TOKENS],
] as const;

const OUTPUT = [
  ["text_tokens", key.GEN_AI_USAGE_TEXT_OUTPUT_TOKENS],
  ["audio_tokens", key.GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS],
  ["image_tokens", key.GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS],
  ["reasoning_tokens", key.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS],
] as const;

/** Adds what `{input_tokens, output_tokens, …}` says; nothing when the provider sent none. */
export function modalUsageAttributes(usage: unknown, attributes: Attributes): void {
  if (!isObject(usage)) return;
  const inputTokens = numberOf(usage["input_tokens"]);
  if (inputTokens !== undefined) attributes[key.GEN_AI_USAGE_INPUT_TOKENS] = inputTokens;
  const outputTokens = numberOf(usage["output_tokens"]);
  if (outputTokens !== undefined) attributes[key.GEN_AI_USAGE_OUTPUT_TOKENS] = outputTokens;
  // In the plural of some APIs, and the singular of others.
  const input = objectOf(usage["input_tokens_details"]) ?? objectOf(usage["input_token_details"]) ?? {};
  const output = objectOf(usage["output_tokens_details"]) ?? objectOf(usage["output_token_details"]) ?? {};
  putParts(INPUT, input, attributes);
  putParts(CACHED, objectOf(input["cached_tokens_details"]) ?? {}, attributes);
  putParts(OUTPUT, output, attributes);
}

/** The conventions: a part is given only where it is not zero. */
function putParts(
  parts: readonly (readonly [name: string, attribute: string])[],
  details: JsonObject,
  attributes: Attributes,
): void {
  for (const [name, attribute] of parts) {
    const count = numberOf(details[name]);
    if (count !== undefined && count > 0) attributes[attribute] = count;
  }
}
