/** Runs of assistants: requests, runs and events as attributes. A run is many calls of models, in the background. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { isObject, type JsonObject, numberOf, objectOf, textOf } from "../json-value.ts";
import type { Surface } from "../surface.ts";
import { put } from "./put.ts";
import { settleRun } from "./run-usage.ts";
import { samplingAttributes } from "./sampling.ts";
import { usageAttributes } from "./usage.ts";

/** `threads.createAndRun(body)`. */
export const newThreadRun: Surface = createRunSurface(([body]) => objectOf(body) ?? {});

/** `threads.runs.create(threadId, body)`. */
export const threadRun: Surface = createRunSurface(([threadId, body]) => ({ ...objectOf(body), thread_id: threadId }));

/** `submitToolOutputs(threadId, runId, body)` in major 4, `(runId, {thread_id, …})` later. */
export const continuedRun: Surface = createRunSurface(([first, second, third]) =>
  isObject(second) ? second : { ...objectOf(third), thread_id: first },
);

/** `runs.retrieve` and `runs.cancel`. */
export const knownRun: Surface = { responseAttributes: runAttributes, settle: settleRun };

function createRunSurface(toRequest: (parameters: readonly unknown[]) => JsonObject): Surface {
  return {
    kind: "agent",
    operation: "invoke_agent",
    spanName: "invoke_agent",
    toRequest,
    requestAttributes,
    responseAttributes: runAttributes,
    createChunkReader() {
      let run: unknown;
      return {
        read(chunk) {
          const data = isObject(chunk) ? objectOf(chunk["data"]) : undefined;
          if (data?.["object"] === "thread.run") run = data;
        },
        attributes: () => runAttributes(run),
        error: () => errorInRun(run),
      };
    },
    errorIn: errorInRun,
    settle: settleRun,
  };
}

function requestAttributes(request: JsonObject): Attributes {
  const attributes = samplingAttributes(request);
  put(attributes, key.GEN_AI_AGENT_ID, textOf(request["assistant_id"]));
  put(attributes, key.GEN_AI_CONVERSATION_ID, textOf(request["thread_id"]));
  put(attributes, key.GEN_AI_REQUEST_MAX_TOKENS, numberOf(request["max_completion_tokens"]));
  return attributes;
}

function runAttributes(run: unknown): Attributes {
  if (!isObject(run)) return {};
  const attributes: Attributes = {};
  put(attributes, key.GEN_AI_RESPONSE_ID, textOf(run["id"]));
  put(attributes, key.GEN_AI_RESPONSE_MODEL, textOf(run["model"]));
  put(attributes, key.GEN_AI_RESPONSE_STATUS, textOf(run["status"]));
  put(attributes, key.GEN_AI_AGENT_ID, textOf(run["assistant_id"]));
  put(attributes, key.GEN_AI_CONVERSATION_ID, textOf(run["thread_id"]));
  usageAttributes(run["usage"], attributes);
  return attributes;
}

/** Where the run is read that failed. */
function errorInRun(run: unknown): unknown {
  const status = isObject(run) ? run["status"] : undefined;
  if (status !== "failed" && status !== "expired") return undefined;
  return objectOf((run as JsonObject)["last_error"]) ?? { code: status };
}
