/** The schema of an exported session. */
import type {
  ChatMessage,
  ExportedAction,
  ExportedAgent,
  ExportedError,
  ExportedEvent,
  ExportedLlm,
  ExportedSession,
  ExportedTool,
  SessionExport,
  ToolCall,
} from "@rootspan/model/rest";
import {
  ANYTHING,
  count,
  flag,
  instant,
  integer,
  type JsonSchema,
  listOf,
  nullable,
  number,
  objectOf,
  oneOf,
  optional,
  type PropertySchemas,
  text,
} from "../../http/schema/json-schema.ts";
import { ARTIFACT_ITEM } from "./artifact-schema.ts";
import { EXPORTED_SPAN } from "./span-schema.ts";
import { SESSION_STATS } from "./stats-schema.ts";

const SESSION = objectOf<ExportedSession>(
  {
    id: text(),
    project_id: text(),
    project_id_secondary: { type: "null" },
    init_timestamp: instant(),
    end_timestamp: { ...nullable(instant()), description: "Null while running." },
    tags: text("JSON text of a list of texts."),
    end_state: { ...nullable(text()), description: "Null while running." },
    end_state_reason: nullable(text()),
    video: nullable(text()),
    host_env: ANYTHING,
    name: nullable(text()),
    running: flag(),
    services: listOf(text()),
  },
  { title: "ExportedSession" },
);

const AGENT = objectOf<ExportedAgent>(
  {
    id: text(),
    session_id: text(),
    name: text(),
    logs: ANYTHING,
    init_timestamp: instant("Of the first time that the agent was invoked."),
    end_timestamp: instant(),
  },
  { title: "ExportedAgent" },
);

const EVENT: PropertySchemas<ExportedEvent> = {
  id: text("The span's id."),
  session_id: text(),
  agent_id: nullable(text()),
  params: ANYTHING,
  returns: ANYTHING,
  init_timestamp: instant(),
  end_timestamp: instant(),
};

const ACTION = objectOf<ExportedAction>(
  { ...EVENT, action_type: text(), logs: ANYTHING, screenshot: nullable(text()) },
  { title: "ExportedAction" },
);

const TOOL_CALL = objectOf<ToolCall>(
  {
    id: ANYTHING,
    type: oneOf(["function"]),
    function: objectOf<ToolCall["function"]>({ name: ANYTHING, arguments: text() }),
  },
  { title: "ToolCall" },
);

const CHAT_MESSAGE = objectOf<ChatMessage>(
  {
    role: text(),
    content: { description: "Text; a list of parts where there is more than text; null where there is none." },
    tool_calls: optional(listOf(TOOL_CALL)),
    tool_call_id: optional(text()),
  },
  { title: "ChatMessage", description: "As OpenAI's chat API has it." },
);

const STRING_FORM = objectOf<{ type: "string"; string: string }>({ type: oneOf(["string"]), string: text() });

function chatForm(messages: JsonSchema): JsonSchema {
  return objectOf<{ type: "chatml"; messages: unknown }>({ type: oneOf(["chatml"]), messages });
}

const LLM = objectOf<ExportedLlm>(
  {
    ...EVENT,
    thread_id: { ...nullable(text()), description: "gen_ai.conversation.id" },
    prompt: { anyOf: [chatForm(listOf(CHAT_MESSAGE)), STRING_FORM, { type: "null" }] },
    completion: { anyOf: [chatForm(CHAT_MESSAGE), STRING_FORM, { type: "null" }] },
    model: nullable(text()),
    prompt_tokens: count(),
    completion_tokens: count(),
    cost: { ...nullable(number()), description: "USD; null where no price is known." },
    promptarmor_flag: { type: "null" },
  },
  { title: "ExportedLlm" },
);

const TOOL = objectOf<ExportedTool>({ ...EVENT, name: text(), logs: ANYTHING }, { title: "ExportedTool" });

const ERROR = objectOf<ExportedError>(
  {
    id: integer("Counts from 1 within the session."),
    session_id: text(),
    trigger_event_id: { ...nullable(text()), description: "Span id of the event that failed." },
    trigger_event_type: nullable(oneOf(["actions", "llms", "tools"])),
    error_type: nullable(text()),
    code: ANYTHING,
    details: ANYTHING,
    logs: { description: "The stack trace." },
    timestamp: instant(),
    span_id: text(),
  },
  { title: "ExportedError" },
);

export const SESSION_EXPORT: JsonSchema = objectOf<SessionExport>(
  {
    session: SESSION,
    agents: listOf(AGENT),
    actions: listOf(ACTION),
    llms: listOf(LLM),
    tools: listOf(TOOL),
    errors: listOf(ERROR),
    stats: SESSION_STATS,
    spans: listOf(EXPORTED_SPAN),
    artifacts: listOf(ARTIFACT_ITEM),
  },
  { title: "SessionExport", description: "AgentOps' export, with more where more is known." },
);
