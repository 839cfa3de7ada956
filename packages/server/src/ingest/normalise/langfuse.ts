/** Langfuse's SDKs from version 4 on, which are built on OpenTelemetry. */
import { type Attributes, StatusCode, stringArrayAttribute, stringAttribute } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { Dialect, Understanding } from "./dialect.ts";
import { countOf, fieldsOf, fromJsonText, toFields, toJsonText } from "./json-text.ts";
import { toMessages, toToolDefinition } from "./messages.ts";

const TYPE = "langfuse.observation.type";

const KINDS: Readonly<Record<string, string>> = {
  generation: "llm",
  embedding: "embedding",
  tool: "tool",
  agent: "agent",
  retriever: "retrieval",
};

const OPERATIONS: Readonly<Record<string, string>> = {
  llm: "chat",
  embedding: "embeddings",
  retrieval: "retrieval",
  tool: "execute_tool",
  agent: "invoke_agent",
};

export const langfuse: Dialect = {
  name: "langfuse",
  speaks: ({ attributes, scope }) => attributes[TYPE] !== undefined || scope.name === "langfuse-sdk",
  understand(span, understood) {
    const { attributes } = span;
    const type = stringAttribute(attributes, TYPE) ?? "span";
    const said = Object.hasOwn(KINDS, type) ? KINDS[type]! : "chain";
    // Its wrapper of `openai` tells every call as a generation.
    const kind = said === "llm" && span.name.endsWith(".embeddings") ? "embedding" : said;
    understood.set(key.ROOTSPAN_KIND, kind);
    if (Object.hasOwn(OPERATIONS, kind)) understood.fill(key.GEN_AI_OPERATION_NAME, OPERATIONS[kind]);
    if (kind === "llm") understandContent(attributes, understood);
    if (kind === "llm" || kind === "embedding") understandCall(attributes, understood);
    else understandStep(attributes, kind, span.name, understood);
    if (attributes["langfuse.observation.level"] === "ERROR" && span.status.code !== StatusCode.error) {
      const message = stringAttribute(attributes, "langfuse.observation.status_message");
      understood.status = { code: StatusCode.error, ...(message !== undefined && { message }) };
    }
    understandTrace(attributes, understood);
  },
};

function understandTrace(attributes: Attributes, understood: Understanding): void {
  const tags = stringArrayAttribute(attributes, "langfuse.trace.tags");
  if (tags !== undefined && tags.length > 0) understood.set(key.ROOTSPAN_SESSION_TAGS, tags);
  understood.set(key.ROOTSPAN_SESSION_NAME, stringAttribute(attributes, "langfuse.trace.name"));
}

function understandCall(attributes: Attributes, understood: Understanding): void {
  const model = stringAttribute(attributes, "langfuse.observation.model.name");
  understood.fill(key.GEN_AI_RESPONSE_MODEL, model);
  understood.fill(key.GEN_AI_REQUEST_MODEL, model);
  const settings = fieldsOf(attributes["langfuse.observation.model.parameters"]);
  understood.fill(key.GEN_AI_REQUEST_MAX_TOKENS, countOf(settings["max_tokens"] ?? settings["max_completion_tokens"]));
  understood.fill(key.GEN_AI_REQUEST_TEMPERATURE, countOf(settings["temperature"]));
  understood.fill(key.GEN_AI_REQUEST_TOP_P, countOf(settings["top_p"]));
  understandUsage(attributes, understood);
  const cost = fieldsOf(attributes["langfuse.observation.cost_details"]);
  understood.fill(key.GEN_AI_USAGE_COST_AMOUNT, countOf(cost["total"]) ?? sum(Object.values(cost)));
}

function understandContent(attributes: Attributes, understood: Understanding): void {
  const input = fromJsonText(attributes["langfuse.observation.input"]);
  const { messages, tools } = toFields(input);
  understood.fill(key.GEN_AI_INPUT_MESSAGES, toJsonText(toMessages(messages ?? input)));
  if (Array.isArray(tools)) understood.fill(key.GEN_AI_TOOL_DEFINITIONS, toJsonText(tools.map(toToolDefinition)));
  const output = toMessages(fromJsonText(attributes["langfuse.observation.output"]), "assistant");
  understood.fill(key.GEN_AI_OUTPUT_MESSAGES, toJsonText(output));
}

const CACHE_READ = /cached|cache_read/;
const CACHE_WRITE = /cache_(creation|write)/;

/**
 * `input` and `output` are what is left when cached, reasoning and audio tokens are taken off, which are counts of
 * their own; emitters that keep them in say so by the `total`.
 */
function understandUsage(attributes: Attributes, understood: Understanding): void {
  const details = fieldsOf(attributes["langfuse.observation.usage_details"]);
  const counts = Object.entries(details).flatMap(([name, value]) => {
    const count = countOf(value);
    return count === undefined ? [] : [[name, count] as const];
  });
  if (counts.length === 0) return;
  const matching = (test: (name: string) => boolean): number =>
    counts.reduce((total, [name, count]) => (test(name) ? total + count : total), 0);
  const isRead = (name: string): boolean => CACHE_READ.test(name);
  const isWrite = (name: string): boolean => CACHE_WRITE.test(name);
  const isInputPart = (name: string): boolean => name.startsWith("input_") || isRead(name) || isWrite(name);
  const isOutputPart = (name: string): boolean => name.startsWith("output_") && !isInputPart(name);
  const input = matching((name) => name === "input" || name === "prompt_tokens");
  const output = matching((name) => name === "output" || name === "completion_tokens");
  const included = countOf(details["total"]) === input + output;
  understood.fill(key.GEN_AI_USAGE_INPUT_TOKENS, input + (included ? 0 : matching(isInputPart)));
  understood.fill(key.GEN_AI_USAGE_OUTPUT_TOKENS, output + (included ? 0 : matching(isOutputPart)));
  const parts: readonly (readonly [string, number])[] = [
    [key.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS, matching(isRead)],
    [key.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS, matching(isWrite)],
    [key.GEN_AI_USAGE_AUDIO_INPUT_TOKENS, matching((name) => name === "input_audio_tokens")],
    [key.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS, matching((name) => name.includes("reasoning"))],
    [key.GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS, matching((name) => name === "output_audio_tokens")],
  ];
  for (const [name, count] of parts) if (count > 0) understood.fill(name, count);
}

function understandStep(attributes: Attributes, kind: string, name: string, understood: Understanding): void {
  const input = attributes["langfuse.observation.input"];
  const output = attributes["langfuse.observation.output"];
  if (kind === "tool") {
    understood.fill(key.GEN_AI_TOOL_NAME, name);
    understood.fill(key.GEN_AI_TOOL_CALL_ARGUMENTS, input);
    understood.fill(key.GEN_AI_TOOL_CALL_RESULT, output);
    return;
  }
  if (kind === "agent") understood.fill(key.GEN_AI_AGENT_NAME, name);
  understood.fill(key.ROOTSPAN_EVENT_PARAMS, input);
  understood.fill(key.ROOTSPAN_EVENT_RETURNS, output);
}

function sum(values: readonly unknown[]): number | undefined {
  const counts = values.flatMap((value) => countOf(value) ?? []);
  return counts.length === 0 ? undefined : counts.reduce((total, count) => total + count, 0);
}
