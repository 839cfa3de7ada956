/**
 * What of a span's attributes its measurements carry: the few that have few values, as the conventions list them for
 * each instrument. Never an id: each combination of values costs the application memory for as long as it runs.
 */
import {
  ERROR_TYPE,
  GEN_AI_AGENT_NAME,
  GEN_AI_OPERATION_NAME,
  GEN_AI_PROVIDER_NAME,
  GEN_AI_REQUEST_MODEL,
  GEN_AI_RESPONSE_MODEL,
  GEN_AI_TOOL_NAME,
  GEN_AI_TOOL_TYPE,
  OPENAI_RESPONSE_SERVICE_TIER,
  SERVER_ADDRESS,
  SERVER_PORT,
} from "../attributes.ts";
import { MAX_NAME_LENGTH, shorten } from "../bounds.ts";
import type { Attributes } from "../span-record.ts";
import type { MetricAttributes } from "./meter-like.ts";

const CALL_KEYS = [
  GEN_AI_OPERATION_NAME,
  GEN_AI_PROVIDER_NAME,
  GEN_AI_REQUEST_MODEL,
  GEN_AI_RESPONSE_MODEL,
  SERVER_ADDRESS,
  SERVER_PORT,
];
const OPENAI_CALL_KEYS = [...CALL_KEYS, OPENAI_RESPONSE_SERVICE_TIER];
const TOOL_KEYS = [GEN_AI_TOOL_NAME, GEN_AI_TOOL_TYPE, GEN_AI_AGENT_NAME, ERROR_TYPE];
// The name of the operation tells workflows from agents since v0.1.0 counts both.
const AGENT_KEYS = [GEN_AI_OPERATION_NAME, GEN_AI_AGENT_NAME, GEN_AI_REQUEST_MODEL, ERROR_TYPE];

/** Of a call's duration, and of its tokens. `openai.response.system_fingerprint` has too many values. */
export function callAttributes(span: Attributes): MetricAttributes {
  return pick(span, span[GEN_AI_PROVIDER_NAME] === "openai" ? OPENAI_CALL_KEYS : CALL_KEYS);
}

/** Of the times of a call's chunks. */
export function chunkAttributes(span: Attributes): MetricAttributes {
  return pick(span, CALL_KEYS);
}

/** How the call failed; nothing of one that did not. */
export function errorAttributes(span: Attributes): MetricAttributes {
  return pick(span, [ERROR_TYPE]);
}

export function toolAttributes(span: Attributes): MetricAttributes {
  return pick(span, TOOL_KEYS);
}

/** Of an invocation's duration. */
export function agentAttributes(span: Attributes): MetricAttributes {
  return pick(span, AGENT_KEYS);
}

/** Of the numbers of calls that an agent made. */
export function agentCallAttributes(span: Attributes): MetricAttributes {
  return pick(span, [GEN_AI_AGENT_NAME]);
}

function pick(span: Attributes, keys: readonly string[]): MetricAttributes {
  const picked: MetricAttributes = {};
  for (const key of keys) {
    const value = span[key];
    if (typeof value === "string" && value !== "") picked[key] = shorten(value, MAX_NAME_LENGTH);
    else if (typeof value === "number") picked[key] = value;
  }
  return picked;
}
