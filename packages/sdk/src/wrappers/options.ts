/** What can be said of a function that is wrapped. */
import type { LlmEvent } from "../session-event.ts";

/** Any function: what it takes, returns and throws stays as it is. */
// oxlint-disable-next-line typescript/no-explicit-any -- `unknown[]` and `never[]` would each refuse some functions
export type AnyFunction = (this: any, ...args: any[]) => any;

export interface WrapOptions {
  /** By default the function's own name. */
  readonly name?: string;
  /** Record arguments and results. By default as the session says. */
  readonly captureContent?: boolean;
}

export interface ToolOptions extends WrapOptions {
  /** What the tool is for, as the model is told. */
  readonly description?: string;
  /** `gen_ai.tool.type`: `function` (the default), `extension` or `datastore`. */
  readonly type?: string;
}

export interface AgentOptions extends WrapOptions {
  readonly id?: string;
  readonly description?: string;
}

/** What a model call has turned out to be. */
export type LlmOutcome = Partial<Omit<LlmEvent, "kind" | "provider" | "startTime" | "endTime" | "agent" | "agentId">>;

export interface LlmCallOptions<F extends AnyFunction = AnyFunction> {
  /** As it is asked for; `read` may give the one that has answered. */
  readonly model: string;
  /** `gen_ai.provider.name`, such as `openai`. */
  readonly provider?: string;
  readonly captureContent?: boolean;
  /**
   * Tokens, cost, prompt and completion, from what the function returned; of a generator, from the list of what it
   * yielded. Without it the call has no cost. It must not be async: the span ends with the call.
   */
  readonly read?: (result: Outcome<F>, args: Parameters<F>) => LlmOutcome;
}

/** What `read` is given. */
export type Outcome<F extends AnyFunction> =
  Awaited<ReturnType<F>> extends AsyncIterable<infer Chunk> | Generator<infer Chunk>
    ? readonly Chunk[]
    : Awaited<ReturnType<F>>;
