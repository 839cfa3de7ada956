/** AgentOps' SDKs from 0.4 on, which are built on OpenTelemetry. */
import { type Attributes, type SpanRecord, stringArrayAttribute, stringAttribute } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { Dialect, Understanding } from "./dialect.ts";
import { understandIndexedMessages } from "./indexed-messages.ts";
import { toArguments } from "./call-arguments.ts";

const SPAN_KIND = "agentops.span.kind";

/** On what its npm package makes of a span of OpenAI's Agents SDK. */
const AGENTS_SPAN_ID = "openai_agents.span_id";

const KINDS: Readonly<Record<string, string>> = {
  workflow: "chain",
  task: "chain",
  operation: "chain",
  chain: "chain",
  agent: "agent",
  tool: "tool",
};

/** `gen_ai.request.type` of its instrumentations. */
const OPERATIONS: Readonly<Record<string, string>> = {
  chat: "chat",
  completion: "text_completion",
  embedding: "embeddings",
};

export const agentops: Dialect = {
  name: "agentops",
  speaks: ({ attributes, resource }) =>
    attributes[SPAN_KIND] !== undefined ||
    resource["agentops.project.id"] !== undefined ||
    attributes[AGENTS_SPAN_ID] !== undefined,
  understand(span, understood) {
    const { attributes } = span;
    const said = stringAttribute(attributes, SPAN_KIND) ?? "";
    const type = stringAttribute(attributes, "gen_ai.request.type") ?? (said === "llm" ? "chat" : "");
    if (attributes[AGENTS_SPAN_ID] !== undefined) {
      understandAgentsSpan(span, understood);
    } else if (said === "session") {
      understandSession(span, understood);
    } else if (Object.hasOwn(OPERATIONS, type)) {
      understood.fill(key.GEN_AI_OPERATION_NAME, OPERATIONS[type]);
      understandIndexedMessages(attributes, understood);
    } else if (Object.hasOwn(KINDS, said)) {
      understandStep(attributes, said, understood);
    }
  },
};

/** The root of a trace; a trace that was begun within another one is a step of it. */
function understandSession({ attributes, parentSpanId }: SpanRecord, understood: Understanding): void {
  const name = stringAttribute(attributes, "operation.name");
  if (parentSpanId !== undefined) return understood.set(key.ROOTSPAN_KIND, "chain");
  understood.set(key.ROOTSPAN_KIND, "session");
  understood.set(key.ROOTSPAN_SESSION_END_STATE, stringAttribute(attributes, "agentops.session.end_state"));
  understood.set(key.ROOTSPAN_SESSION_TAGS, stringArrayAttribute(attributes, "agentops.tags"));
  understood.set(key.ROOTSPAN_SESSION_NAME, name);
}

function understandStep(attributes: Attributes, said: string, understood: Understanding): void {
  const kind = KINDS[said]!;
  understood.set(key.ROOTSPAN_KIND, kind);
  const name = stringAttribute(attributes, "operation.name");
  const input = toArguments(attributes[`agentops.${said}.input`] ?? attributes["agentops.entity.input"]);
  const output = attributes[`agentops.${said}.output`] ?? attributes["agentops.entity.output"];
  if (kind === "tool") {
    understood.fill(key.GEN_AI_TOOL_NAME, stringAttribute(attributes, "tool.name") ?? name);
    understood.fill(key.GEN_AI_TOOL_CALL_ARGUMENTS, input);
    understood.fill(key.GEN_AI_TOOL_CALL_RESULT, output);
    return;
  }
  if (kind === "agent") {
    understood.fill(key.GEN_AI_AGENT_NAME, stringAttribute(attributes, "agent.name") ?? name);
    understood.fill(key.GEN_AI_AGENT_ID, stringAttribute(attributes, "agent.id"));
  }
  understood.fill(key.ROOTSPAN_EVENT_PARAMS, input);
  understood.fill(key.ROOTSPAN_EVENT_RETURNS, output);
}

/** Which kind it is shows in the attributes that it has. */
function understandAgentsSpan({ attributes, name }: SpanRecord, understood: Understanding): void {
  const tool = stringAttribute(attributes, "function.name");
  if (tool !== undefined) {
    understood.set(key.ROOTSPAN_KIND, "tool");
    understood.fill(key.GEN_AI_TOOL_NAME, tool);
    understood.fill(key.GEN_AI_TOOL_CALL_ARGUMENTS, attributes["function.input"]);
    understood.fill(key.GEN_AI_TOOL_CALL_RESULT, attributes["function.output"]);
  } else if (/^(generation|response)/i.test(name)) {
    understood.fill(key.GEN_AI_OPERATION_NAME, "chat");
    understandIndexedMessages(attributes, understood);
  } else {
    const agent = stringAttribute(attributes, "agent.name");
    understood.set(key.ROOTSPAN_KIND, agent === undefined ? "chain" : "agent");
    understood.fill(key.GEN_AI_AGENT_NAME, agent);
  }
}
