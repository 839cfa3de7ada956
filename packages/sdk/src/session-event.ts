/** Events that an application records itself. */
import type { Span } from "@opentelemetry/api";

interface AnyEvent {
  /** When it began; milliseconds (not seconds) since 1970 or a Date. `endTime` or now, when left out. */
  readonly startTime?: number | Date;
  /** When it was over; `startTime` or now, when left out. */
  readonly endTime?: number | Date;
  /** Name of the agent that did it; by default the one in whose function (see `withAgent`) the code runs. */
  readonly agent?: string;
  readonly agentId?: string;
}

/** Something that the agent did. */
export interface ActionEvent extends AnyEvent {
  readonly kind: "action";
  readonly name: string;
  readonly params?: unknown;
  readonly returns?: unknown;
  readonly logs?: unknown;
  /** Address of a picture, or a data URL. */
  readonly screenshot?: string;
}

/** A tool that was run. */
export interface ToolEvent extends AnyEvent {
  readonly kind: "tool";
  readonly name: string;
  /** The id of the tool call in the model's answer. */
  readonly callId?: string;
  readonly params?: unknown;
  readonly returns?: unknown;
  readonly logs?: unknown;
}

/** A model call that no instrumentation saw. Priced like any other, unless it says its cost. */
export interface LlmEvent extends AnyEvent {
  readonly kind: "llm";
  readonly model: string;
  /** `gen_ai.provider.name`, such as `openai`. */
  readonly provider?: string;
  readonly prompt?: unknown;
  readonly completion?: unknown;
  /** All of them, cached ones included. */
  readonly inputTokens?: number;
  /** All of them, reasoning included. */
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly reasoningTokens?: number;
  /** What the provider says that it cost. */
  readonly costUsd?: number;
  /** `gen_ai.conversation.id`: the thread that the call belongs to, where the application has such. */
  readonly conversationId?: string;
  /** Parameters of the call beside the prompt. */
  readonly params?: unknown;
  readonly returns?: unknown;
}

/** A failure. Give it the error that was thrown, or say yourself what it was. */
export interface ErrorEvent extends AnyEvent {
  readonly kind: "error";
  readonly error?: unknown;
  /** `error.type`; by default the class of `error`. */
  readonly type?: string;
  readonly code?: string | number;
  readonly details?: unknown;
  readonly logs?: unknown;
  /**
   * What failed: an event, which is then recorded as failed before the error; an open span, which is marked as failed;
   * or an event as `record` returned it, which the error only points to, because it is over.
   */
  readonly trigger?: TriggerEvent | RecordedEvent | Span;
}

/** An event that can fail. */
export type TriggerEvent = ActionEvent | ToolEvent | LlmEvent;

export type SessionEvent = TriggerEvent | ErrorEvent;

/** A recorded event, as other events can name it. */
export interface RecordedEvent {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
}
