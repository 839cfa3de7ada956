/**
 * Usage of streams, which OpenAI sends only when it is asked to: an option of ours asks, and then takes out of the
 * stream what the application has not asked for. Pure, but for the `usage: null` that it takes off the chunks.
 */
import { arrayOf, isObject, type JsonObject, objectOf } from "../json-value.ts";

/** The request that asks for usage; undefined where that is no stream, or says itself whether it wants usage. */
export function askForUsage(request: JsonObject): JsonObject | undefined {
  const options = request["stream_options"];
  const said = objectOf(options)?.["include_usage"];
  if (request["stream"] !== true || (said !== undefined && said !== null)) return undefined;
  return { ...request, stream_options: { ...objectOf(options), include_usage: true } };
}

/** Whether the application would not have got the chunk: it has nothing but usage. Other chunks lose their `null`. */
export function hideUsage(chunk: unknown): boolean {
  if (!isObject(chunk)) return false;
  if (chunk["usage"] === null) delete (chunk as { usage?: unknown }).usage;
  return isObject(chunk["usage"]) && arrayOf(chunk["choices"])?.length === 0;
}
