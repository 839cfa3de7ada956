/** OpenLLMetry, Traceloop's instrumentations and SDK, and what is built on them. */
import { type SpanRecord, stringAttribute } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { toArguments } from "./call-arguments.ts";
import type { Dialect, Understanding } from "./dialect.ts";
import { understandIndexedMessages } from "./indexed-messages.ts";
import { fromJsonText, toJsonText } from "./json-text.ts";
import { toolNameIn, unwrapToolOutput } from "./langchain-value.ts";
import { toToolDefinition } from "./messages.ts";

const KINDS: Readonly<Record<string, string>> = { workflow: "chain", task: "chain", agent: "agent", tool: "tool" };

/** `llm.request.type` of versions that have no operation name. */
const OPERATIONS: Readonly<Record<string, string>> = {
  chat: "chat",
  completion: "text_completion",
  embedding: "embeddings",
};

export const openLlmetry: Dialect = {
  name: "openllmetry",
  speaks: ({ attributes, scope }) =>
    attributes["traceloop.span.kind"] !== undefined ||
    attributes["llm.request.type"] !== undefined ||
    attributes["traceloop.workflow.name"] !== undefined ||
    scope.name.startsWith("@traceloop/"),
  understand(span, understood) {
    const { attributes } = span;
    const type = stringAttribute(attributes, "llm.request.type") ?? "";
    if (Object.hasOwn(OPERATIONS, type)) understood.fill(key.GEN_AI_OPERATION_NAME, OPERATIONS[type]);
    understandIndexedMessages(attributes, understood);
    understandDefinitions(understood);
    understandEntity(span, understood);
  },
};

/** Kept as OpenAI's API has them, with a `function` within. */
function understandDefinitions(understood: Understanding): void {
  const sent = understood.get(key.GEN_AI_TOOL_DEFINITIONS);
  if (typeof sent !== "string" || !sent.includes('"function":{')) return;
  const tools = fromJsonText(sent);
  if (Array.isArray(tools)) understood.set(key.GEN_AI_TOOL_DEFINITIONS, toJsonText(tools.map(toToolDefinition)));
}

/** A workflow, task, agent or tool of the SDK's decorators. */
function understandEntity({ attributes, name }: SpanRecord, understood: Understanding): void {
  const said = stringAttribute(attributes, "traceloop.span.kind") ?? "";
  // A task of the instrumentation of LangChain may be a tool, which the operation says.
  if (!Object.hasOwn(KINDS, said) || understood.get(key.GEN_AI_OPERATION_NAME) === "chat") return;
  const kind = understood.get(key.GEN_AI_OPERATION_NAME) === "execute_tool" ? "tool" : KINDS[said]!;
  understood.set(key.ROOTSPAN_KIND, kind);
  const entity = stringAttribute(attributes, "traceloop.entity.name") ?? name;
  const input = attributes["traceloop.entity.input"];
  const output = attributes["traceloop.entity.output"];
  if (kind === "tool") {
    understood.fill(key.GEN_AI_TOOL_NAME, toolNameIn(output) ?? entity);
    understood.fill(key.GEN_AI_TOOL_CALL_ARGUMENTS, toArguments(input));
    understood.fill(key.GEN_AI_TOOL_CALL_RESULT, unwrapToolOutput(output));
    return;
  }
  if (kind === "agent") understood.fill(key.GEN_AI_AGENT_NAME, entity);
  understood.fill(key.ROOTSPAN_EVENT_PARAMS, toArguments(input));
  understood.fill(key.ROOTSPAN_EVENT_RETURNS, output);
}
