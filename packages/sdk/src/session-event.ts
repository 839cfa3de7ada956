/** Events that an application records itself. */

interface Timed {
  /** When it began; milliseconds since 1970 or a Date. Now, when left out. */
  readonly startTime?: number | Date;
  /** When it was over; `startTime` or now, when left out. */
  readonly endTime?: number | Date;
}

/** Something that the agent did. */
export interface ActionEvent extends Timed {
  readonly kind: "action";
  readonly name: string;
  readonly params?: unknown;
  readonly returns?: unknown;
  readonly logs?: unknown;
  /** Address of a picture, or a data URL. */
  readonly screenshot?: string;
}

/** A tool that was run. */
export interface ToolEvent extends Timed {
  readonly kind: "tool";
  readonly name: string;
  /** The id of the tool call in the model's answer. */
  readonly callId?: string;
  readonly params?: unknown;
  readonly returns?: unknown;
  readonly logs?: unknown;
}

/** A model call that no instrumentation saw. Priced like any other, unless it says its cost. */
export interface LlmEvent extends Timed {
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
}

/** A failure. Give it the error that was thrown, or say yourself what it was. */
export interface ErrorEvent extends Timed {
  readonly kind: "error";
  readonly error?: unknown;
  /** `error.type`; by default the class of `error`. */
  readonly type?: string;
  readonly code?: string | number;
  readonly details?: unknown;
  readonly logs?: unknown;
  /** The event that failed, as `record` returned it. */
  readonly trigger?: RecordedEvent;
}

export type SessionEvent = ActionEvent | ToolEvent | LlmEvent | ErrorEvent;

/** A recorded event, as other events can name it. */
export interface RecordedEvent {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
}
