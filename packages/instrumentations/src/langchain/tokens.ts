/** Token counts as a model's answer reports them. Nothing is ever estimated. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { isObject, type JsonObject, numberOf, objectOf } from "../json-value.ts";

/**
 * Adds what the answer says. `usage_metadata` is the library's own; models without it, such as completions, say it in
 * their output.
 */
export function tokenAttributes(message: JsonObject, llmOutput: JsonObject | undefined, attributes: Attributes): void {
  const usage = objectOf(message["usage_metadata"]);
  if (usage !== undefined) addUsageMetadata(usage, attributes);
  else addTokenUsage(objectOf(llmOutput?.["tokenUsage"]) ?? objectOf(llmOutput?.["usage"]), attributes);
}

function addUsageMetadata(usage: JsonObject, attributes: Attributes): void {
  put(attributes, key.GEN_AI_USAGE_INPUT_TOKENS, usage["input_tokens"]);
  put(attributes, key.GEN_AI_USAGE_OUTPUT_TOKENS, usage["output_tokens"]);
  const input = objectOf(usage["input_token_details"]) ?? {};
  const output = objectOf(usage["output_token_details"]) ?? {};
  putPart(attributes, key.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS, input["cache_read"]);
  putPart(attributes, key.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS, input["cache_creation"]);
  putPart(attributes, key.GEN_AI_USAGE_AUDIO_INPUT_TOKENS, input["audio"]);
  putPart(attributes, key.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS, output["reasoning"]);
  putPart(attributes, key.GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS, output["audio"]);
}

function addTokenUsage(usage: unknown, attributes: Attributes): void {
  if (!isObject(usage)) return;
  put(attributes, key.GEN_AI_USAGE_INPUT_TOKENS, usage["promptTokens"] ?? usage["input_tokens"]);
  put(attributes, key.GEN_AI_USAGE_OUTPUT_TOKENS, usage["completionTokens"] ?? usage["output_tokens"]);
}

function put(attributes: Attributes, name: string, value: unknown): void {
  const count = numberOf(value);
  if (count !== undefined) attributes[name] = count;
}

/** The conventions: a part is given only where it is not zero. */
function putPart(attributes: Attributes, name: string, value: unknown): void {
  const count = numberOf(value);
  if (count !== undefined && count > 0) attributes[name] = count;
}
