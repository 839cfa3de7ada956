/** Parameters that several APIs have in common. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { arrayOf, type JsonObject, numberOf } from "../json-value.ts";
import { put } from "./put.ts";

export function samplingAttributes(request: JsonObject): Attributes {
  const attributes: Attributes = {};
  put(attributes, key.GEN_AI_REQUEST_TEMPERATURE, numberOf(request["temperature"]));
  put(attributes, key.GEN_AI_REQUEST_TOP_P, numberOf(request["top_p"]));
  put(attributes, key.GEN_AI_REQUEST_FREQUENCY_PENALTY, numberOf(request["frequency_penalty"]));
  put(attributes, key.GEN_AI_REQUEST_PRESENCE_PENALTY, numberOf(request["presence_penalty"]));
  put(attributes, key.GEN_AI_REQUEST_SEED, numberOf(request["seed"]));
  put(attributes, key.GEN_AI_REQUEST_STOP_SEQUENCES, stopSequencesOf(request["stop"]));
  const choices = numberOf(request["n"]);
  if (choices !== 1) put(attributes, key.GEN_AI_REQUEST_CHOICE_COUNT, choices);
  if (request["stream"] === true) attributes[key.GEN_AI_REQUEST_STREAM] = true;
  return attributes;
}

function stopSequencesOf(stop: unknown): string[] | undefined {
  if (typeof stop === "string") return [stop];
  return arrayOf(stop)?.filter((sequence) => typeof sequence === "string");
}
