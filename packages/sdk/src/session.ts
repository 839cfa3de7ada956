/** What an application holds of a session. */
import type { Span } from "@opentelemetry/api";
import type { EndState, EndStateInput, HostEnvironment } from "@rootspan/model";
import type { RecordedEvent, SessionEvent } from "./session-event.ts";

export interface EndOptions {
  /** Why it ended so. */
  readonly reason?: string;
  /** As `Session.setVideo` takes it. */
  readonly video?: string;
  /** The caller is a framework and not the application: ignored with the option `skipAutoEndSession`. */
  readonly isAutoEnd?: boolean;
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
  /** False where another process started the session, and this one takes part in it. */
  readonly isOwner: boolean;
  /** The project of the receiver's API key; undefined until the receiver has said it, and where it does not. */
  readonly projectId: string | undefined;
  readonly startTime: Date;
  /** Undefined until the session has ended. */
  readonly endTime: Date | undefined;
  /** `Indeterminate` until the session has ended. */
  readonly endState: EndState;
  readonly endStateReason: string | undefined;
  readonly tags: readonly string[];
  /** Of this process; undefined until it is gathered, and with `hostEnvironment: "off"`. */
  readonly hostEnvironment: HostEnvironment | undefined;
  /** The address of a recording; of a file, once the receiver has it. */
  readonly video: string | undefined;
  /** Its page, if the receiver is a server of ours; undefined when no receiver is known. */
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

  /**
   * Says where a recording of the session is: an http or https address, or a local file (path or `file:` URL), which
   * is sent to the receiver where that is a server of ours; `end` waits for it, within its bound.
   */
  setVideo(urlOrFile: string): void;

  /** Totals so far. Changes nothing, at any time. */
  getAnalytics(): SessionAnalytics;

  /** Headers that hand the session on to another service: `traceparent` and `baggage`. */
  headers(): Record<string, string>;

  /** The environment for a child process that shall take part. @param env by default that of this process */
  childEnv(env?: Readonly<Record<string, string | undefined>>): Record<string, string | undefined>;

  /**
   * Ends the session and waits until it is delivered. Ending again returns the first result.
   * It waits at most `exportTimeoutMs` for a host environment or a video that are on their way, which then follow by
   * themselves for as long as the process lives, and as long again for the delivery.
   * Spans that are still open go on: they are delivered when they end, but the root's totals lack them.
   * Of a session that another process started, this ends this process's part.
   * @param state any end state or AgentOps' spelling of it; `Indeterminate` when left out
   * @returns the total cost in USD with six decimals
   * @throws RootspanError `INVALID_END_STATE`; the session then stays open
   */
  end(state?: EndStateInput, options?: EndOptions): Promise<string>;
}
