/** Which requests a provider knows, and who replies to them. */
import { readRun, startAgentSession, startRun, streamOfTurns } from "./background-work.ts";
import { behaviours, byModel, storedCompletion } from "./behaviours.ts";
import {
  completeText,
  content,
  decide,
  embed,
  makeImage,
  makeVideo,
  moderate,
  search,
  speak,
  transcribe,
} from "./other-apis.ts";
import type { Script } from "./reply.ts";
import { cancelResponse, compactResponse, fetchResponse, respondByModel } from "./response-behaviours.ts";
import { listInTwoPages, ok, retrieveOne } from "./stored.ts";

/** One API of the provider. */
export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** What the path, without query, ends with. */
  readonly path: RegExp;
  readonly script: Script;
}

/** Chat completions, also at Azure's deployment paths. */
export function chatRoute(script: Script): Route {
  return { method: "POST", path: /\/chat\/completions$/, script };
}

/** Every API that this provider knows. Where a request names a model, that is the name of a behaviour. */
export const everyRoute: readonly Route[] = [
  chatRoute(byModel),
  { method: "GET", path: /\/chat\/completions$/, script: listInTwoPages(storedCompletion) },
  {
    method: "GET",
    path: /\/chat\/completions\/[^/]+\/messages$/,
    script: listInTwoPages((id) => ({ id, role: "user" })),
  },
  { method: "GET", path: /\/chat\/completions\/[^/]+$/, script: retrieveOne(storedCompletion) },
  { method: "POST", path: /\/chat\/completions\/[^/]+$/, script: retrieveOne(storedCompletion) },
  { method: "DELETE", path: /\/chat\/completions\/[^/]+$/, script: () => ok({ deleted: true }) },
  { method: "POST", path: /^\/v1\/completions$/, script: completeText },
  { method: "POST", path: /^\/v1\/embeddings$/, script: embed },
  { method: "POST", path: /^\/v1\/images\/(generations|edits|variations)$/, script: makeImage },
  { method: "POST", path: /^\/v1\/audio\/speech$/, script: speak },
  { method: "POST", path: /^\/v1\/audio\/(transcriptions|translations)$/, script: transcribe },
  { method: "POST", path: /^\/v1\/moderations$/, script: moderate },
  { method: "POST", path: /^\/v1\/decisions$/, script: decide },
  { method: "POST", path: /^\/v1\/videos$/, script: makeVideo },
  { method: "POST", path: /^\/v1\/vector_stores\/[^/]+\/search$/, script: search },
  { method: "GET", path: /^\/v1\/files\/[^/]+\/content$/, script: content },
  { method: "POST", path: /^\/v1\/threads(\/[^/]+)?\/runs$/, script: startRun },
  { method: "POST", path: /^\/v1\/threads\/[^/]+\/runs\/[^/]+\/submit_tool_outputs$/, script: startRun },
  { method: "POST", path: /^\/v1\/threads\/[^/]+\/runs\/[^/]+\/cancel$/, script: readRun },
  { method: "GET", path: /^\/v1\/threads\/[^/]+\/runs\/[^/]+$/, script: readRun },
  { method: "POST", path: /^\/v1\/agents\/sessions$/, script: startAgentSession },
  { method: "GET", path: /^\/v1\/agents\/sessions\/[^/]+\/events$/, script: streamOfTurns },
  // Whatever is stored looks alike.
  {
    method: "GET",
    path: /^\/v1\/(files|batches|models|fine_tuning\/jobs|vector_stores)$/,
    script: listInTwoPages((id) => ({ id })),
  },
  {
    method: "GET",
    path: /^\/v1\/(files|batches|models|vector_stores)\/[^/]+$/,
    script: retrieveOne((id) => ({ id, status: "processed" })),
  },
  {
    method: "POST",
    path: /^\/v1\/(files|batches|fine_tuning\/jobs|vector_stores)$/,
    script: () => ok({ id: "object-1" }),
  },
  { method: "POST", path: /\/responses$/, script: respondByModel },
  { method: "POST", path: /\/responses\/compact$/, script: compactResponse },
  {
    method: "POST",
    path: /\/responses\/input_tokens$/,
    script: () => ok({ object: "response.input_tokens", input_tokens: 9 }),
  },
  { method: "POST", path: /\/responses\/[^/]+\/cancel$/, script: cancelResponse },
  {
    method: "GET",
    path: /\/responses\/[^/]+\/input_items$/,
    script: listInTwoPages((id) => ({ id, type: "message" })),
  },
  { method: "GET", path: /\/responses\/[^/]+$/, script: fetchResponse },
  { method: "DELETE", path: /\/responses\/[^/]+$/, script: () => ok({ deleted: true }) },
  { method: "POST", path: /\/conversations$/, script: () => ok({ id: "conv_1", object: "conversation" }) },
];

export function toRoutes(script: Script | keyof typeof behaviours | readonly Route[]): readonly Route[] {
  if (typeof script === "string") return [chatRoute(behaviours[script])];
  return typeof script === "function" ? [chatRoute(script)] : script;
}
