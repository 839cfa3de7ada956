/** What an application holds of a session. */
import type { Span } from "@opentelemetry/api";
import type { EndState, EndStateInput } from "@rootspan/model";
import type { RecordedEvent, SessionEvent } from "./session-event.ts";

export interface SessionOptions {
  /** The root span is then called `session {name}`. */
  readonly name?: string;
  /** Added to the client's default tags. */
  readonly tags?: readonly string[];
}

export interface EndOptions {
  /** Why it ended so. */
  readonly reason?: string;
  /** Address of a recording of the session. */
  readonly video?: string;
}

/** Totals of what this process has seen of the session. */
export interface SessionAnalytics {
  readonly llmCalls: number;
  readonly toolCalls: number;
  readonly actions: number;
  /** Failed calls, tools and actions, and error events that tell of other failures. */
  readonly errors: number;
  /** Events of all kinds. */
  readonly events: number;
  /** `1m 2.3s` */
  readonly duration: string;
  readonly durationMs: number;
  /** USD with six decimals: `0.004213`; `0.00` for nothing. */
  readonly cost: string;
  /** Model calls whose cost is not in `cost`, because no price is known for them. */
  readonly unpricedCalls: number;
  /** Cached ones included. */
  readonly inputTokens: number;
  /** Reasoning included. */
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly reasoningTokens: number;
}

export interface Session extends AsyncDisposable {
  /** A UUID; without its dashes it is the trace id. */
  readonly id: string;
  readonly name: string | undefined;
  readonly startTime: Date;
  /** Undefined until the session has ended. */
  readonly endTime: Date | undefined;
  /** `Indeterminate` until the session has ended. */
  readonly endState: EndState;
  readonly endStateReason: string | undefined;
  readonly tags: readonly string[];
  /** Where the session is if the receiver is a server of ours; undefined when no receiver is known. */
  readonly url: string | undefined;
  /** The root span, for code that speaks OpenTelemetry. End it with `end`, not by itself. */
  readonly rootSpan: Span;

  /** Runs the function inside the session: everything that it starts, now or later, belongs to this session. */
  run<T>(fn: () => T): T;

  /**
   * Records something that has happened as a child span.
   * An event that cannot be understood is not recorded; `diag` says what is wrong with it.
   * @returns a handle with which an error event can name this one as its trigger
   */
  record(event: SessionEvent): RecordedEvent | undefined;

  /** Adds tags that are not there yet. */
  addTags(...tags: readonly (string | readonly string[])[]): void;

  /** Replaces all tags. */
  setTags(tags: string | readonly string[]): void;

  /** Totals so far. Changes nothing, at any time. */
  getAnalytics(): SessionAnalytics;

  /**
   * Ends the session and waits, within a bound, until it is delivered. Ending again returns the first result.
   * @param state any end state or AgentOps' spelling of it; `Indeterminate` when left out
   * @returns the total cost in USD with six decimals
   * @throws RootspanError `INVALID_END_STATE`; the session then stays open
   */
  end(state?: EndStateInput, options?: EndOptions): Promise<string>;
}
