/** A callback handler that records the runs it is told of: for those who pass callbacks themselves. */
import { reportFault } from "../fault.ts";
import { type ProviderOptions, resolveProviders } from "../given-providers.ts";
import { ownFromHere } from "../inference-owned.ts";
import { type JsonObject, objectOf } from "../json-value.ts";
import type { Tracing } from "../tracing.ts";
import { INSTRUMENTATION_NAME } from "./instrumentation.ts";
import { isCallObserved } from "./observed-calls.ts";
import type { Run } from "./run.ts";
import { type RunStart, toStart } from "./run-start.ts";
import { startRuns } from "./start-run.ts";

export type LangChainHandlerOptions = ProviderOptions;

/** What the library asks of a handler; pass it among the `callbacks` of a call, a model, a tool … */
export interface LangChainHandler {
  readonly name: string;
  readonly awaitHandlers: boolean;
  handleLLMEnd(output: unknown, runId: string): void;
  handleChainEnd(output: unknown, runId: string): void;
  handleToolEnd(output: unknown, runId: string): void;
}

/**
 * Where the library itself is instrumented, as after `init()`, this handler leaves all runs to that. Elsewhere, as in a
 * bundle, it makes the same spans of those runs that are told to it; but no span is active while a component's code
 * runs. Model calls that a handler records are counted once, too.
 */
export function langchainHandler(options: LangChainHandlerOptions = {}): LangChainHandler {
  return new Handler(resolveProviders(INSTRUMENTATION_NAME, options));
}

class Handler implements LangChainHandler {
  readonly name = "rootspan";
  /** In the call itself and not later: the time counts, and the context. */
  readonly awaitHandlers = true;
  readonly raiseError = false;
  readonly ignoreCustomEvent = true;
  readonly #tracing: () => Tracing;
  /** Those that are open, by the library's ids. */
  readonly #runs = new Map<string, Run>();

  constructor(tracing: () => Tracing) {
    this.#tracing = tracing;
  }

  get ignoreLLM(): boolean {
    return isCallObserved();
  }

  get ignoreChain(): boolean {
    return isCallObserved();
  }

  get ignoreAgent(): boolean {
    return isCallObserved();
  }

  get ignoreRetriever(): boolean {
    return isCallObserved();
  }

  /** The library copies handlers where it hands them on. */
  copy(): this {
    return this;
  }

  /** By this method the library recognises a handler that it tells of each start at once. */
  _addRunToRunMap(): void {}

  _createRunForLLMStart(...args: unknown[]): void {
    this.#start("handleLLMStart", args, { id: 2, parent: 3, tags: 5, metadata: 6, name: 7 });
  }

  _createRunForChatModelStart(...args: unknown[]): void {
    this.#start("handleChatModelStart", args, { id: 2, parent: 3, tags: 5, metadata: 6, name: 7 });
  }

  _createRunForChainStart(...args: unknown[]): void {
    this.#start("handleChainStart", args, { id: 2, parent: 3, tags: 4, metadata: 5, name: 7 });
  }

  _createRunForToolStart(...args: unknown[]): void {
    this.#start("handleToolStart", args, { id: 2, parent: 3, tags: 4, metadata: 5, name: 6 });
  }

  _createRunForRetrieverStart(...args: unknown[]): void {
    this.#start("handleRetrieverStart", args, { id: 2, parent: 3, tags: 4, metadata: 5, name: 6 });
  }

  handleLLMNewToken(
    _token: string,
    _index: unknown,
    id: string,
    _parent: unknown,
    _tags: unknown,
    fields: unknown,
  ): void {
    const chunk = objectOf(objectOf(fields)?.["chunk"]);
    this.#runs.get(id)?.chunk(chunk?.["message"] ?? chunk?.["text"]);
  }

  handleLLMEnd(output: unknown, id: string): void {
    this.#runs.get(id)?.complete(output);
  }

  handleLLMError(error: unknown, id: string): void {
    this.#runs.get(id)?.fail(error);
  }

  handleChainEnd(output: unknown, id: string, _parent?: unknown, _tags?: unknown, more?: unknown): void {
    this.#learnInput(id, more);
    this.#runs.get(id)?.complete(output);
  }

  handleChainError(error: unknown, id: string, _parent: unknown, _tags: unknown, more: unknown): void {
    this.#learnInput(id, more);
    this.#runs.get(id)?.fail(error);
  }

  handleToolEnd(output: unknown, id: string): void {
    this.#runs.get(id)?.complete(output);
  }

  handleToolError(error: unknown, id: string): void {
    this.#runs.get(id)?.fail(error);
  }

  handleRetrieverEnd(output: unknown, id: string): void {
    this.#runs.get(id)?.complete(output);
  }

  handleRetrieverError(error: unknown, id: string): void {
    this.#runs.get(id)?.fail(error);
  }

  #learnInput(id: string, more: unknown): void {
    const inputs = objectOf(more)?.["inputs"];
    if (inputs !== undefined) this.#runs.get(id)?.learnInput(inputs);
  }

  #start(method: string, args: readonly unknown[], at: Positions): void {
    if (isCallObserved()) return;
    try {
      const start = startOf(method, args, at);
      const [run] = startRuns(this.#tracing(), [start], this.#runs.get(args[at.parent] as string));
      if (run === undefined) return;
      const id = args[at.id] as string;
      this.#runs.set(id, run);
      run.whenEnded(() => this.#runs.delete(id));
      // The library's object for the run has these metadata, and nobody else has.
      run.abandonWith(start.metadata);
      if (run.kind === "llm" && run.record !== undefined) ownFromHere(run);
    } catch (fault) {
      reportFault("starting a run", fault);
    }
  }
}

/** Where the methods have their arguments. */
interface Positions {
  readonly id: number;
  readonly parent: number;
  readonly tags: number;
  readonly metadata: number;
  readonly name: number;
}

function startOf(method: string, args: readonly unknown[], at: Positions): RunStart {
  const isModel = method === "handleLLMStart" || method === "handleChatModelStart";
  const input = isModel ? (args[1] as readonly unknown[])[0] : args[1];
  const more = isModel ? objectOf(args[4]) : objectOf(args[8]);
  return toStart(method, {
    component: objectOf(args[0]) ?? {},
    input: more?.["lc_defers_inputs"] === true ? undefined : input,
    name: args[at.name],
    tags: (args[at.tags] ?? []) as readonly string[],
    metadata: (args[at.metadata] ?? {}) as JsonObject,
    parameters: isModel ? more?.["invocation_params"] : undefined,
    callId: method === "handleToolStart" ? args[7] : undefined,
  });
}
