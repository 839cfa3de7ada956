/** Agents that OpenAI runs (openai 7): sessions, turns and events as attributes. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { isObject, type JsonObject, numberOf, objectOf, textOf } from "../json-value.ts";
import type { ChunkReader, Surface } from "../surface.ts";
import { modalUsageAttributes } from "./modal-usage.ts";
import { put } from "./put.ts";
import { settleRun } from "./run-usage.ts";

/** `sessions.create(body)`: with an input it begins a turn. */
export const agentSession: Surface = {
  kind: "agent",
  operation: "invoke_agent",
  spanName: "invoke_agent",
  toRequest: ([body]) => ({ ...objectOf(body), model: objectOf(objectOf(body)?.["agent"])?.["model"] }),
  requestAttributes(request) {
    const attributes: Attributes = {};
    put(attributes, key.GEN_AI_AGENT_ID, textOf(request["agent_id"]));
    if (request["stream"] === true) attributes[key.GEN_AI_REQUEST_STREAM] = true;
    return attributes;
  },
  responseAttributes(session) {
    const attributes: Attributes = {};
    if (isObject(session)) putSession(session, attributes);
    return attributes;
  },
  createChunkReader,
  settle: settleRun,
};

/** `sessions.events.stream(sessionId)`: what happens from now on, over any number of turns. */
export const agentEvents: Surface = {
  toRequest: ([sessionId]) => ({ session_id: sessionId }),
  requestAttributes(request) {
    const attributes: Attributes = { [key.GEN_AI_REQUEST_STREAM]: true };
    put(attributes, key.GEN_AI_CONVERSATION_ID, textOf(request["session_id"]));
    return attributes;
  },
  createChunkReader,
  settle: settleRun,
};

/** `sessions.turns.retrieve`. */
export const agentTurn: Surface = {
  responseAttributes(turn) {
    const attributes: Attributes = {};
    if (isObject(turn)) putTurn(turn, turn["usage"], attributes);
    return attributes;
  },
  settle: settleRun,
};

const ENDS_OF_TURNS: ReadonlySet<unknown> = new Set([
  "agent.session.turn.completed",
  "agent.session.turn.failed",
  "agent.session.turn.cancelled",
]);

function createChunkReader(): ChunkReader {
  const attributes: Attributes = {};
  let failure: unknown;
  return {
    read(chunk) {
      if (!isObject(chunk)) return;
      const session = objectOf(chunk["session"]);
      if (session !== undefined) putSession(session, attributes);
      const turn = objectOf(chunk["turn"]);
      if (turn === undefined || !ENDS_OF_TURNS.has(chunk["type"])) return;
      failure = turn["status"] === "failed" ? (objectOf(turn["error"]) ?? { code: "failed" }) : undefined;
      const said: Attributes = {};
      putTurn(turn, chunk["usage"] ?? turn["usage"], said);
      addTo(attributes, said);
    },
    attributes: () => attributes,
    error: () => failure,
  };
}

/** Usage adds up over the turns; of everything else the last word counts. */
function addTo(attributes: Attributes, said: Attributes): void {
  for (const [name, value] of Object.entries(said)) {
    const before = name.startsWith("gen_ai.usage.") ? (numberOf(attributes[name]) ?? 0) : 0;
    attributes[name] = typeof value === "number" ? before + value : value;
  }
}

function putSession(session: JsonObject, attributes: Attributes): void {
  const agent = objectOf(session["agent"]) ?? {};
  put(attributes, key.GEN_AI_CONVERSATION_ID, textOf(session["id"]));
  put(attributes, key.GEN_AI_AGENT_ID, textOf(agent["id"]));
  put(attributes, key.GEN_AI_AGENT_NAME, textOf(agent["name"]));
  put(attributes, key.GEN_AI_RESPONSE_MODEL, textOf(agent["model"]));
}

function putTurn(turn: JsonObject, usage: unknown, attributes: Attributes): void {
  put(attributes, key.GEN_AI_RESPONSE_ID, textOf(turn["id"]));
  put(attributes, key.GEN_AI_RESPONSE_STATUS, textOf(turn["status"]));
  put(attributes, key.GEN_AI_AGENT_ID, textOf(turn["agent_id"]));
  put(attributes, key.GEN_AI_CONVERSATION_ID, textOf(turn["session_id"]));
  modalUsageAttributes(usage, attributes);
}
