/**
 * The body of `GET /v2/sessions/{id}/export`: AgentOps' five keys in its shapes, with more where more is known, and
 * `stats`, `agents`, `spans` and `artifacts`, the first two of which its documentation promises.
 */
import type { SessionStats } from "../session-stats.ts";
import type { ArtifactItem } from "./artifact-item.ts";
import type { ExportedSpan } from "./exported-span.ts";

export interface SessionExport {
  readonly session: ExportedSession;
  readonly agents: readonly ExportedAgent[];
  readonly actions: readonly ExportedAction[];
  readonly llms: readonly ExportedLlm[];
  readonly tools: readonly ExportedTool[];
  readonly errors: readonly ExportedError[];
  readonly stats: SessionStats;
  readonly spans: readonly ExportedSpan[];
  readonly artifacts: readonly ArtifactItem[];
}

export interface ExportedSession {
  readonly id: string;
  readonly project_id: string;
  /** AgentOps' second project of a session; we have none. */
  readonly project_id_secondary: null;
  /** RFC 3339 with milliseconds. */
  readonly init_timestamp: string;
  /** Null while running. */
  readonly end_timestamp: string | null;
  /** JSON text of a list of texts. */
  readonly tags: string;
  readonly end_state: string | null;
  readonly end_state_reason: string | null;
  readonly video: string | null;
  readonly host_env: unknown;
  readonly name: string | null;
  readonly running: boolean;
  readonly services: readonly string[];
}

export interface ExportedAgent {
  readonly id: string;
  readonly session_id: string;
  readonly name: string;
  readonly logs: unknown;
  /** RFC 3339 with milliseconds, of the first time that the agent was invoked. */
  readonly init_timestamp: string;
  readonly end_timestamp: string;
}

/** What all events have. */
export interface ExportedEvent {
  /** The span's id. */
  readonly id: string;
  readonly session_id: string;
  readonly agent_id: string | null;
  readonly params: unknown;
  readonly returns: unknown;
  /** RFC 3339 with milliseconds. */
  readonly init_timestamp: string;
  readonly end_timestamp: string;
}

export interface ExportedAction extends ExportedEvent {
  readonly action_type: string;
  readonly logs: unknown;
  readonly screenshot: string | null;
}

export interface ExportedLlm extends ExportedEvent {
  /** `gen_ai.conversation.id`. */
  readonly thread_id: string | null;
  readonly prompt: Prompt | null;
  readonly completion: Completion | null;
  readonly model: string | null;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  /** USD; null where no price is known. */
  readonly cost: number | null;
  /** AgentOps' flag of a service that we have not. */
  readonly promptarmor_flag: null;
}

export interface ExportedTool extends ExportedEvent {
  readonly name: string;
  readonly logs: unknown;
}

/** A message as OpenAI's chat API has it. */
export interface ChatMessage {
  readonly role: string;
  /** Text; a list of parts where there is more than text; null where there is none. */
  readonly content: unknown;
  readonly tool_calls?: readonly ToolCall[];
  readonly tool_call_id?: string;
}

export interface ToolCall {
  readonly id: unknown;
  readonly type: "function";
  readonly function: { readonly name: unknown; readonly arguments: string };
}

export type Prompt =
  | { readonly type: "chatml"; readonly messages: readonly ChatMessage[] }
  | { readonly type: "string"; readonly string: string };

/** Of a completion, `messages` is one message. */
export type Completion =
  | { readonly type: "chatml"; readonly messages: ChatMessage }
  | { readonly type: "string"; readonly string: string };

/** Null for an event that AgentOps has no list for. */
export type TriggerEventType = "actions" | "llms" | "tools" | null;

export interface ExportedError {
  /** Counts from 1 within the session. */
  readonly id: number;
  readonly session_id: string;
  /** Span id of the event that failed. */
  readonly trigger_event_id: string | null;
  readonly trigger_event_type: TriggerEventType;
  readonly error_type: string | null;
  readonly code: unknown;
  readonly details: unknown;
  /** The stack trace. */
  readonly logs: unknown;
  /** RFC 3339 with milliseconds. */
  readonly timestamp: string;
  /** The span that tells of the error: the error event, or the event that failed. */
  readonly span_id: string;
}
