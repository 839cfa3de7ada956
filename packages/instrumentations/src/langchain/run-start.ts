/** What the library says when a run starts, in one shape for all kinds and versions. Pure. */
import { arrayOf, type JsonObject, objectOf, textOf } from "../json-value.ts";
import type { Manager, Serialized } from "./library.ts";
import type { RunKind } from "./run.ts";

export interface RunStart {
  readonly kind: RunKind;
  /** Chat models are asked with messages, completions with text. */
  readonly isChat: boolean;
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

/**
 * @param method of `CallbackManager`
 * @returns the starts of one call: models start one run a prompt, all others one
 */
export function readStarts(method: string, manager: Manager, args: readonly unknown[]): RunStart[] {
  const kind = KINDS[method]!;
  const component = (objectOf(args[0]) ?? {}) as Serialized;
  const isModel = kind === "llm";
  const common = {
    kind,
    isChat: method === "handleChatModelStart",
    component,
    tags: manager.tags,
    metadata: manager.metadata,
    name: textOf(args[isModel ? 7 : 6]),
    parameters: isModel ? (objectOf(objectOf(args[4])?.["invocation_params"]) ?? {}) : {},
    callId: kind === "tool" ? textOf(args[7]) : undefined,
  };
  if (isModel) return (arrayOf(args[1]) ?? []).map((input) => ({ ...common, input }));
  // A stream tells at its end what it was fed with.
  const isDeferred = objectOf(args[8])?.["lc_defers_inputs"] === true;
  return [{ ...common, input: isDeferred ? undefined : args[1] }];
}
