/** Token counts as providers report them. Nothing is ever estimated. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { isObject, type JsonObject, numberOf, objectOf } from "../json-value.ts";
import { put } from "./put.ts";

/** Adds what `usage` of a chat completion says; nothing when the provider sent none. */
export function usageAttributes(usage: unknown, attributes: Attributes): void {
  if (!isObject(usage)) return;
  const input = objectOf(usage["prompt_tokens_details"]) ?? {};
  const output = objectOf(usage["completion_tokens_details"]) ?? {};
  put(attributes, key.GEN_AI_USAGE_INPUT_TOKENS, numberOf(usage["prompt_tokens"]));
  put(attributes, key.GEN_AI_USAGE_OUTPUT_TOKENS, outputTokensOf(usage, numberOf(output["reasoning_tokens"])));
  // DeepSeek and Moonshot say the cached part in places of their own.
  const cached =
    numberOf(input["cached_tokens"]) ?? numberOf(usage["prompt_cache_hit_tokens"] ?? usage["cached_tokens"]);
  putCount(attributes, key.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS, cached);
  putCount(attributes, key.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS, numberOf(input["cache_write_tokens"]));
  putCount(attributes, key.GEN_AI_USAGE_AUDIO_INPUT_TOKENS, numberOf(input["audio_tokens"]));
  putCount(attributes, key.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS, numberOf(output["reasoning_tokens"]));
  putCount(attributes, key.GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS, numberOf(output["audio_tokens"]));
}

/**
 * The conventions want all output tokens, reasoning included. xAI and Gemini leave reasoning out of
 * `completion_tokens`; their `total_tokens` shows it.
 */
function outputTokensOf(usage: JsonObject, reasoning: number | undefined): number | undefined {
  const output = numberOf(usage["completion_tokens"]);
  const input = numberOf(usage["prompt_tokens"]);
  const total = numberOf(usage["total_tokens"]);
  if (output === undefined || input === undefined || total === undefined || reasoning === undefined) return output;
  return total === input + output + reasoning ? output + reasoning : output;
}

/**
 * What of the provider's own tools is charged for beside tokens: as the provider counts it, else by the calls in the
 * output. Pages that a search opens are free.
 */
export function toolUsageAttributes(told: unknown, output: readonly JsonObject[], attributes: Attributes): void {
  const calls = (type: string): number => output.filter((item) => item["type"] === type && ran(item)).length;
  const searches = numberOf(objectOf(objectOf(told)?.["web_search"])?.["num_requests"]);
  putCount(attributes, key.ROOTSPAN_USAGE_WEB_SEARCHES, searches ?? calls("web_search_call"));
  putCount(attributes, key.ROOTSPAN_USAGE_FILE_SEARCHES, calls("file_search_call"));
  putCount(attributes, key.ROOTSPAN_USAGE_CODE_EXECUTIONS, calls("code_interpreter_call"));
  putCount(attributes, key.ROOTSPAN_USAGE_IMAGE_GENERATIONS, calls("image_generation_call"));
}

function ran({ status, action }: JsonObject): boolean {
  const kind = objectOf(action)?.["type"];
  return status !== "failed" && (kind === undefined || kind === "search");
}

/** The conventions: a part is given only where it is not zero. */
function putCount(attributes: Attributes, name: string, count: number | undefined): void {
  if (count !== undefined && count > 0) attributes[name] = count;
}
