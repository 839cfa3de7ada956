/** Every method of the library that is seen, and the mapping for it: one row a method. */
import type { Surface } from "../surface.ts";
import type { Tracing } from "../tracing.ts";
import { agentEvents, agentSession, agentTurn } from "./agents.ts";
import { continuedRun, knownRun, newThreadRun, threadRun } from "./assistants.ts";
import { speech, transcriptions } from "./audio.ts";
import { chat } from "./chat.ts";
import { decisions } from "./decisions.ts";
import { embeddings } from "./embeddings.ts";
import { images } from "./images.ts";
import type { MethodPlace } from "./library.ts";
import { moderations } from "./moderations.ts";
import { PLAIN_METHODS } from "./plain-methods.ts";
import { RUNNER_ID, withTracedFunction } from "./responses-tool-runner.ts";
import { fetchedResponse, responses, storedResponse } from "./responses.ts";
import { textCompletions } from "./text-completions.ts";
import { withTracedTools } from "./traced-tools.ts";
import { vectorStoreSearch } from "./vector-stores.ts";
import { videos } from "./videos.ts";

/**
 * From the class to the method: `Chat.Completions.create` is `OpenAI.Chat.Completions.prototype.create`, and of one
 * client `client.chat.completions.create`. A place that a version of the library does not have is passed over.
 *
 * Helpers that make their calls through another method here have no row: `parse`, `stream` and `runTools` go through
 * `create`.
 */
const SURFACES: Readonly<Record<string, Surface>> = {
  "Chat.Completions.create": chat,
  "Responses.create": responses,
  "Responses.compact": responses,
  "Responses.retrieve": fetchedResponse,
  "Responses.cancel": storedResponse,
  "Responses.delete": storedResponse,
  "Responses.del": storedResponse,
  "Responses.InputItems.list": storedResponse,
  "Beta.Responses.create": responses,
  "Beta.Responses.compact": responses,
  "Beta.Responses.retrieve": fetchedResponse,
  "Beta.Responses.cancel": storedResponse,
  "Beta.Responses.delete": storedResponse,
  "Beta.Responses.InputItems.list": storedResponse,

  "Completions.create": textCompletions,
  "Embeddings.create": embeddings,
  "Images.generate": images,
  "Images.edit": images,
  "Images.createVariation": images,
  "Audio.Speech.create": speech,
  "Audio.Transcriptions.create": transcriptions,
  "Audio.Translations.create": transcriptions,
  "Videos.create": videos,
  "Videos.edit": videos,
  "Videos.extend": videos,
  "Videos.remix": videos,
  "Moderations.create": moderations,
  "Decisions.create": decisions,
  "VectorStores.search": vectorStoreSearch,

  "Beta.Threads.createAndRun": newThreadRun,
  "Beta.Threads.Runs.create": threadRun,
  "Beta.Threads.Runs.submitToolOutputs": continuedRun,
  "Beta.Threads.Runs.retrieve": knownRun,
  "Beta.Threads.Runs.cancel": knownRun,
  "Beta.Agents.Sessions.create": agentSession,
  "Beta.Agents.Sessions.Events.stream": agentEvents,
  "Beta.Agents.Sessions.Turns.retrieve": agentTurn,

  ...PLAIN_METHODS,
};

/** Changes what a helper is called with: the functions of the application that it runs get spans. */
type Trace = (tracing: Tracing, parameters: readonly unknown[]) => unknown[];

/** Major 4 has `runTools` in `beta`. */
const TOOL_RUNNERS: Readonly<Record<string, Trace>> = {
  "Chat.Completions.runTools": withTracedTools,
  "Beta.Chat.Completions.runTools": withTracedTools,
};

export const TRACED_METHODS: readonly MethodPlace[] = [...Object.keys(SURFACES), ...Object.keys(TOOL_RUNNERS)].map(
  (id) => {
    const steps = id.split(".");
    return { id, path: steps.slice(0, -1), method: steps.at(-1)! };
  },
);

/** Undefined for a method that runs no function of the application. */
export function toolTracingOf(id: string): Trace | undefined {
  if (id === RUNNER_ID) return withTracedFunction;
  return Object.hasOwn(TOOL_RUNNERS, id) ? TOOL_RUNNERS[id] : undefined;
}

/** Undefined for a method that only another version of this package knows. */
export function surfaceOf(id: string): Surface | undefined {
  return Object.hasOwn(SURFACES, id) ? SURFACES[id] : undefined;
}
