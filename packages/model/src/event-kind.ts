/** What a span is to a session. */
import { GEN_AI_OPERATION_NAME, ROOTSPAN_KIND } from "./attributes.ts";
import { type Attributes, stringAttribute } from "./span-record.ts";

/** Kinds that are events: counted, listed, exported. */
export const EVENT_KINDS = ["llm", "tool", "action", "error", "agent", "embedding", "retrieval", "chain"] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** `session` is a root, `marker` tells something about an open root, `other` is a span of someone else. */
export type SessionSpanKind = EventKind | "session" | "marker" | "other";

const OWN_KINDS: ReadonlySet<string> = new Set([...EVENT_KINDS, "session", "marker"]);

/** `gen_ai.operation.name` (OpenTelemetry GenAI conventions v0.1.0, and `invoke_workflow` of v1.41). */
const KIND_BY_OPERATION: Readonly<Record<string, EventKind>> = {
  chat: "llm",
  generate_content: "llm",
  text_completion: "llm",
  embeddings: "embedding",
  retrieval: "retrieval",
  execute_tool: "tool",
  invoke_agent: "agent",
  invoke_workflow: "chain",
};

/** The kind that a span's attributes say: ours first, else the GenAI operation. */
export function kindOf(attributes: Attributes): SessionSpanKind {
  const own = stringAttribute(attributes, ROOTSPAN_KIND);
  if (own !== undefined && OWN_KINDS.has(own)) return own as SessionSpanKind;
  const operation = stringAttribute(attributes, GEN_AI_OPERATION_NAME);
  if (operation === undefined || !Object.hasOwn(KIND_BY_OPERATION, operation)) return "other";
  return KIND_BY_OPERATION[operation]!;
}

/**
 * Whether what the span says of usage counts: on model calls, and on the fetch of a response that was made in the
 * background, which is no call of a model but tells first what one used.
 */
export function bearsUsage(attributes: Attributes): boolean {
  const kind = kindOf(attributes);
  return kind === "llm" || kind === "embedding" || isFetch(attributes);
}

/** The conventions' `fetch_response`. */
export function isFetch(attributes: Attributes): boolean {
  return attributes[GEN_AI_OPERATION_NAME] === "fetch_response";
}

export function isEventKind(kind: SessionSpanKind): kind is EventKind {
  return kind !== "session" && kind !== "marker" && kind !== "other";
}
