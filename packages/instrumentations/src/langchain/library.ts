/** The shapes of `@langchain/core` that this instrumentation relies on, 0.3 and 1.x. */
import type { JsonObject } from "../json-value.ts";

/** `CallbackManager`: whom a run that starts is to be told to. */
export interface Manager {
  readonly handlers: readonly unknown[];
  readonly tags: readonly string[];
  readonly metadata: JsonObject;
  /** Of the run that it belongs to; undefined outside every run. */
  _parentRunId?: string | undefined;
  addTags(tags: readonly string[], inherit?: boolean): void;
  addMetadata(metadata: JsonObject, inherit?: boolean): void;
  copy(): Manager;
}

export type ManagerClass = new () => Manager;

/** `CallbackManagerForChainRun` and its like: whom a run that has started tells how it goes on. */
export interface RunManager {
  runId: string | undefined;
}

/** `BaseChatModel`, as far as its runs are started by us. */
export interface ChatModel {
  readonly tags?: readonly string[];
  readonly metadata?: JsonObject;
  toJSON(): Serialized;
  getLsParamsWithDefaults(options: unknown): JsonObject;
  invocationParams(options: unknown): unknown;
  /** @returns the configuration of the run, and what is left for the model */
  _separateRunnableConfigFromCallOptions(options: JsonObject): readonly [JsonObject, JsonObject];
}

/** `Serialized`: what a component says of itself when its run starts. */
export interface Serialized {
  /** Namespace and class name. */
  readonly id?: readonly string[];
  readonly name?: string;
  readonly kwargs?: JsonObject;
}

/** Classes by their names; each has the methods of which runs are made. */
export const CLASSES: Readonly<Record<string, readonly string[]>> = {
  CallbackManager: [
    "copy",
    "handleLLMStart",
    "handleChatModelStart",
    "handleChainStart",
    "handleToolStart",
    "handleRetrieverStart",
  ],
  CallbackManagerForLLMRun: ["handleLLMEnd", "handleLLMError"],
  CallbackManagerForChainRun: ["getChild", "handleChainEnd", "handleChainError"],
  CallbackManagerForToolRun: ["getChild", "handleToolEnd", "handleToolError"],
  CallbackManagerForRetrieverRun: ["getChild", "handleRetrieverEnd", "handleRetrieverError"],
  BaseChatModel: ["_generateUncached", "_generateCached", "streamEvents"],
  BaseLLM: ["_generateUncached", "_generateCached"],
  StructuredTool: ["call"],
  // In 0.3 `invoke` calls `getRelevantDocuments`, and that starts the run.
  BaseRetriever: ["invoke", "getRelevantDocuments"],
  Runnable: ["_callWithConfig", "_transformStreamWithConfig", "stream", "transform"],
  AsyncCaller: ["call"],
};

/** In which file of the package each of these is defined, without its extension. */
export const FILES: readonly string[] = [
  "dist/callbacks/manager",
  "dist/language_models/chat_models",
  "dist/language_models/llms",
  "dist/tools/index",
  "dist/retrievers/index",
  "dist/runnables/base",
  "dist/utils/async_caller",
  "dist/singletons/async_local_storage/index",
  "dist/singletons/index",
  "dist/singletons/callbacks",
];

export const BINDINGS: readonly string[] = [...Object.keys(CLASSES), "AsyncLocalStorageProviderSingleton", "getQueue"];

/** How the library says that the application has left a stream, or has aborted by a signal. */
export function isAbort(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { name, message } = error as { readonly name?: unknown; readonly message?: unknown };
  if (name === "AbortError" || name === "ModelAbortError") return true;
  return name === "Error" && (message === "Aborted" || message === "Abort");
}

/** What is thrown to steer a graph: `interrupt()`, `Command(PARENT)` and other `GraphBubbleUp`s of LangGraph. */
export function isControlFlow(error: unknown): error is { readonly interrupts?: unknown } {
  return typeof error === "object" && error !== null && "is_bubble_up" in error && error.is_bubble_up === true;
}
