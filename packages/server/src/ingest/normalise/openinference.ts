/** OpenInference, Arize's conventions: https://github.com/Arize-ai/openinference/tree/main/spec */
import {
  type Attributes,
  type AttributeValue,
  numberAttribute,
  type SpanRecord,
  stringAttribute,
} from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { Dialect, Understanding } from "./dialect.ts";
import { itemsBelow } from "./indexed.ts";
import { type Fields, fieldsOf, fromJsonText, textOf, toFields, toJsonText } from "./json-text.ts";
import { unwrapToolOutput } from "./langchain-value.ts";
import { type Message, toMessage, toToolDefinition } from "./messages.ts";
import { toProviderName } from "./provider-name.ts";

const SPAN_KIND = "openinference.span.kind";

/** What has no kind of ours is a step of a chain. */
const KINDS: Readonly<Record<string, string>> = {
  LLM: "llm",
  EMBEDDING: "embedding",
  RETRIEVER: "retrieval",
  TOOL: "tool",
  AGENT: "agent",
};

const OPERATIONS: Readonly<Record<string, string>> = {
  llm: "chat",
  embedding: "embeddings",
  retrieval: "retrieval",
  tool: "execute_tool",
  agent: "invoke_agent",
};

const COUNTS: Readonly<Record<string, string>> = {
  [key.GEN_AI_USAGE_INPUT_TOKENS]: "llm.token_count.prompt",
  [key.GEN_AI_USAGE_OUTPUT_TOKENS]: "llm.token_count.completion",
  [key.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: "llm.token_count.prompt_details.cache_read",
  [key.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS]: "llm.token_count.prompt_details.cache_write",
  [key.GEN_AI_USAGE_AUDIO_INPUT_TOKENS]: "llm.token_count.prompt_details.audio",
  [key.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: "llm.token_count.completion_details.reasoning",
  [key.GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS]: "llm.token_count.completion_details.audio",
  [key.GEN_AI_USAGE_COST_AMOUNT]: "llm.cost.total",
};

const SETTINGS: Readonly<Record<string, string>> = {
  [key.GEN_AI_REQUEST_MAX_TOKENS]: "max_tokens",
  [key.GEN_AI_REQUEST_TEMPERATURE]: "temperature",
  [key.GEN_AI_REQUEST_TOP_P]: "top_p",
  [key.GEN_AI_REQUEST_SEED]: "seed",
  [key.GEN_AI_REQUEST_FREQUENCY_PENALTY]: "frequency_penalty",
  [key.GEN_AI_REQUEST_PRESENCE_PENALTY]: "presence_penalty",
};

export const openInference: Dialect = {
  name: "openinference",
  speaks: ({ attributes }) => attributes[SPAN_KIND] !== undefined,
  understand(span, understood) {
    const { attributes } = span;
    const said = stringAttribute(attributes, SPAN_KIND)?.toUpperCase() ?? "";
    const kind = Object.hasOwn(KINDS, said) ? KINDS[said]! : "chain";
    understood.set(key.ROOTSPAN_KIND, kind);
    if (Object.hasOwn(OPERATIONS, kind)) understood.fill(key.GEN_AI_OPERATION_NAME, OPERATIONS[kind]);
    if (kind === "llm" || kind === "embedding") understandCall(attributes, understood);
    else understandStep(span, kind, understood);
    const agent = stringAttribute(attributes, "agent.name");
    understood.fill(key.GEN_AI_AGENT_NAME, agent ?? (kind === "agent" ? span.name : undefined));
    const tags = fromJsonText(attributes["tag.tags"]);
    if (Array.isArray(tags) && tags.length > 0) understood.set(key.ROOTSPAN_SESSION_TAGS, tags.map(String));
  },
};

function understandCall(attributes: Attributes, understood: Understanding): void {
  const provider =
    stringAttribute(attributes, "llm.provider") ??
    stringAttribute(attributes, "llm.system") ??
    providerInMetadata(attributes);
  if (provider !== undefined) understood.fill(key.GEN_AI_PROVIDER_NAME, toProviderName(provider));
  const settings = fieldsOf(attributes["llm.invocation_parameters"]);
  const model = stringAttribute(attributes, "llm.model_name") ?? stringAttribute(attributes, "embedding.model_name");
  understood.fill(key.GEN_AI_RESPONSE_MODEL, model);
  understood.fill(key.GEN_AI_REQUEST_MODEL, textOf(settings["model"]) ?? model);
  for (const [ours, theirs] of Object.entries(SETTINGS)) {
    const value = settings[theirs];
    if (typeof value === "number") understood.fill(ours, value);
  }
  for (const [ours, theirs] of Object.entries(COUNTS)) understood.fill(ours, numberAttribute(attributes, theirs));
  const finish = stringAttribute(attributes, "llm.finish_reason");
  if (finish !== undefined) understood.fill(key.GEN_AI_RESPONSE_FINISH_REASONS, [finish]);
  understood.fill(key.GEN_AI_RESPONSE_ID, responseIdOf(attributes));
  const input = itemsBelow(attributes, "llm.input_messages.").map((item) => unwrapMessage(item, "user"));
  const output = itemsBelow(attributes, "llm.output_messages.").map((item) => unwrapMessage(item, "assistant"));
  understood.fill(key.GEN_AI_INPUT_MESSAGES, toJsonText(input));
  understood.fill(
    key.GEN_AI_OUTPUT_MESSAGES,
    toJsonText(output.map((message) => (finish === undefined ? message : { ...message, finish_reason: finish }))),
  );
  const tools = itemsBelow(attributes, "llm.tools.").map((item) =>
    toToolDefinition(toFields(toFields(item)["tool"])["json_schema"]),
  );
  understood.fill(key.GEN_AI_TOOL_DEFINITIONS, toJsonText(tools));
}

/** A tool, agent, retriever or step: what went in and what came out. */
function understandStep({ attributes, name }: SpanRecord, kind: string, understood: Understanding): void {
  const input = attributes["input.value"];
  const output = attributes["output.value"];
  if (kind !== "tool") {
    understood.fill(key.ROOTSPAN_EVENT_PARAMS, input);
    understood.fill(key.ROOTSPAN_EVENT_RETURNS, output);
    return;
  }
  understood.fill(key.GEN_AI_TOOL_NAME, stringAttribute(attributes, "tool.name") ?? name);
  understood.fill(key.GEN_AI_TOOL_DESCRIPTION, stringAttribute(attributes, "tool.description"));
  understood.fill(
    key.GEN_AI_TOOL_CALL_ID,
    stringAttribute(attributes, "tool.id") ?? stringAttribute(attributes, "tool_call.id"),
  );
  understood.fill(key.GEN_AI_TOOL_CALL_ARGUMENTS, stringAttribute(attributes, "tool.parameters") ?? input);
  understood.fill(key.GEN_AI_TOOL_CALL_RESULT, unwrapToolOutput(output));
}

/** `{message: {role, content, contents, tool_calls: [{tool_call: {id, function}}]}}` */
function unwrapMessage(item: unknown, role: string): Message {
  const message = toFields(toFields(item)["message"]);
  const { contents, tool_calls: calls } = message;
  return toMessage(
    {
      ...message,
      ...(Array.isArray(contents) && { content: contents.map(unwrapContent) }),
      ...(Array.isArray(calls) && { tool_calls: calls.map((call) => toFields(call)["tool_call"]) }),
    },
    role,
  );
}

/** `{message_content: {type, text, image: {image: {url}}}}` */
function unwrapContent(item: unknown): Fields {
  const content = toFields(toFields(item)["message_content"]);
  const image = toFields(toFields(content["image"])["image"])["url"];
  return image === undefined ? content : { type: "image_url", image_url: image };
}

/** LangChain's name of a provider. */
function providerInMetadata(attributes: Attributes): string | undefined {
  return textOf(fieldsOf(attributes["metadata"])["ls_provider"]);
}

/** Of the answer in `output.value`: OpenAI's, or LangChain's, which keeps it as the id of its message. */
function responseIdOf(attributes: Attributes): AttributeValue | undefined {
  const answer = fieldsOf(attributes["output.value"]);
  const generations = answer["generations"];
  const first = Array.isArray(generations) ? toFields([generations].flat(2)[0]) : {};
  return textOf(answer["id"]) ?? textOf(toFields(toFields(first["message"])["kwargs"])["id"]);
}
