/** What a model is asked, as attributes. Pure. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, toContent, toContentJson } from "@rootspan/model/content";
import { arrayOf, isObject, type JsonObject, numberOf, objectOf, textOf } from "../json-value.ts";
import { toInputMessages } from "./messages.ts";
import { toProviderName } from "./provider.ts";

/** What the library passes on when a run of a model starts. */
export interface ModelStart {
  /** Messages of a chat model, the prompt of a completion. */
  readonly input: unknown;
  /** `invocation_params`: what goes to the provider, in the provider's words. */
  readonly parameters: JsonObject;
  readonly metadata: JsonObject;
  readonly kwargs: JsonObject;
}

export function modelOf({ parameters, metadata, kwargs }: ModelStart): string | undefined {
  return (
    textOf(parameters["model"]) ??
    textOf(parameters["model_name"]) ??
    textOf(parameters["modelName"]) ??
    textOf(metadata["ls_model_name"]) ??
    textOf(kwargs["model"])
  );
}

/** Without content. */
export function requestAttributes({ parameters, metadata }: ModelStart): Attributes {
  const attributes: Attributes = {};
  const put = (name: string, value: Attributes[string]): void => {
    if (value !== undefined) attributes[name] = value;
  };
  const number = (...names: readonly string[]): number | undefined =>
    names.map((name) => numberOf(parameters[name])).find((value) => value !== undefined);
  put(key.GEN_AI_REQUEST_TEMPERATURE, number("temperature") ?? numberOf(metadata["ls_temperature"]));
  put(key.GEN_AI_REQUEST_TOP_P, number("top_p", "topP"));
  put(key.GEN_AI_REQUEST_FREQUENCY_PENALTY, number("frequency_penalty", "frequencyPenalty"));
  put(key.GEN_AI_REQUEST_PRESENCE_PENALTY, number("presence_penalty", "presencePenalty"));
  put(
    key.GEN_AI_REQUEST_MAX_TOKENS,
    number("max_completion_tokens", "max_output_tokens", "max_tokens", "maxTokens", "maxOutputTokens") ??
      numberOf(metadata["ls_max_tokens"]),
  );
  put(key.GEN_AI_REQUEST_SEED, number("seed"));
  const choices = number("n");
  if (choices !== 1) put(key.GEN_AI_REQUEST_CHOICE_COUNT, choices);
  const stop = arrayOf(parameters["stop"]) ?? arrayOf(metadata["ls_stop"]);
  put(
    key.GEN_AI_REQUEST_STOP_SEQUENCES,
    stop?.filter((sequence) => typeof sequence === "string"),
  );
  const reasoning = textOf(parameters["reasoning_effort"]) ?? textOf(objectOf(parameters["reasoning"])?.["effort"]);
  put(key.GEN_AI_REQUEST_REASONING_LEVEL, reasoning);
  const format = objectOf(parameters["response_format"])?.["type"];
  if (format === "json_object" || format === "json_schema") put(key.GEN_AI_OUTPUT_TYPE, "json");
  return attributes;
}

export function requestContent({ input, parameters }: ModelStart, limits: ContentLimits): Attributes {
  const attributes: Attributes = {};
  const put = (name: string, value: string | undefined): void => {
    if (value !== undefined) attributes[name] = value;
  };
  const messages =
    typeof input === "string"
      ? [{ role: "user", parts: [{ type: "text", content: input }] }]
      : toInputMessages(arrayOf(input) ?? []);
  put(key.GEN_AI_INPUT_MESSAGES, toContentJson(key.GEN_AI_INPUT_MESSAGES, messages, limits));
  const tools = arrayOf(parameters["tools"]);
  if (tools !== undefined && tools.length > 0) {
    put(
      key.GEN_AI_TOOL_DEFINITIONS,
      toContent(key.GEN_AI_TOOL_DEFINITIONS, tools.filter(isObject).map(toTool), limits),
    );
  }
  return attributes;
}

export function providerOf({ metadata, parameters }: ModelStart): string | undefined {
  return toProviderName(metadata["ls_provider"]) ?? toProviderName(textOf(parameters["_type"])?.split("-")[0]);
}

/** OpenAI's shape `{type, function: {…}}`, and the flat one of others. */
function toTool(tool: JsonObject): JsonObject {
  const type = textOf(tool["type"]) ?? "function";
  const { name, description, parameters, input_schema: schema } = objectOf(tool[type]) ?? tool;
  const shape = parameters ?? schema;
  return {
    type,
    name,
    ...(description === undefined ? {} : { description }),
    ...(shape === undefined ? {} : { parameters: shape }),
  };
}
