/** What the library says when a run starts, in one shape for all kinds and versions. Pure. */
import { arrayOf, type JsonObject, objectOf, textOf } from "../json-value.ts";
import type { Manager, Serialized } from "./library.ts";
import type { RunKind } from "./run.ts";

export interface RunStart {
  readonly kind: RunKind;
  /** How a model answers: by a message, by a text, or by events that make up a message. */
  readonly answers: "message" | "text" | "events";
  readonly component: Serialized;
  readonly input: unknown;
  /** The name that the library or the application gave this run. */
  readonly name: string | undefined;
  readonly tags: readonly string[];
  readonly metadata: JsonObject;
  /** `invocation_params` of a model. */
  readonly parameters: JsonObject;
  /** Of a tool, where the library says it. */
  readonly callId: string | undefined;
}

const KINDS: Readonly<Record<string, RunKind>> = {
  handleLLMStart: "llm",
  handleChatModelStart: "llm",
  handleChainStart: "chain",
  handleToolStart: "tool",
  handleRetrieverStart: "retriever",
};

/** What all methods of `CallbackManager` that start a run are given, and some are not. */
interface Given {
  readonly component: Serialized;
  readonly input: unknown;
  readonly name: unknown;
  readonly tags: readonly string[];
  readonly metadata: JsonObject;
  readonly parameters: unknown;
  readonly callId: unknown;
}

/** @param method of `CallbackManager` */
export function toStart(method: string, { name, parameters, callId, ...given }: Given): RunStart {
  return {
    ...given,
    kind: KINDS[method]!,
    answers: method === "handleChatModelStart" ? "message" : "text",
    name: textOf(name),
    parameters: objectOf(parameters) ?? {},
    callId: textOf(callId),
  };
}

/** @returns the starts of one call: models start one run a prompt, all others one */
export function readStarts(method: string, { tags, metadata }: Manager, args: readonly unknown[]): RunStart[] {
  const isModel = KINDS[method] === "llm";
  const start = (input: unknown): RunStart =>
    toStart(method, {
      component: objectOf(args[0]) ?? {},
      input,
      name: args[isModel ? 7 : 6],
      tags,
      metadata,
      parameters: isModel ? objectOf(args[4])?.["invocation_params"] : undefined,
      callId: method === "handleToolStart" ? args[7] : undefined,
    });
  if (isModel) return (arrayOf(args[1]) ?? []).map(start);
  // A stream tells at its end what it was fed with.
  const isDeferred = objectOf(args[8])?.["lc_defers_inputs"] === true;
  return [start(isDeferred ? undefined : args[1])];
}
