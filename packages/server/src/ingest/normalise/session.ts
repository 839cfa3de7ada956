/** Which session a span belongs to, by the keys that emitters use for it. */
import { type AttributeValue } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { Understanding } from "./dialect.ts";

/** Best first; `session.id` itself goes before all of them. */
const SESSION_KEYS = [
  "langfuse.session.id",
  key.GEN_AI_CONVERSATION_ID,
  "traceloop.association.properties.session_id",
  // What Langfuse and others read of the metadata that the AI SDK passes on.
  "ai.telemetry.metadata.sessionId",
];

export function understandSession(understood: Understanding): void {
  const told = understood.get(key.SESSION_ID);
  if (isName(told)) return;
  for (const name of SESSION_KEYS) {
    const value = understood.get(name);
    if (isName(value)) return understood.set(key.SESSION_ID, value);
  }
}

function isName(value: AttributeValue | undefined): value is string {
  return typeof value === "string" && value !== "";
}
