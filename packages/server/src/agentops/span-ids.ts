/**
 * Ids of spans, made of AgentOps' ids, so that the same thing is the same span however often it is sent. The root has
 * the id that it has in our own SDK, and an event with a UUID the last 8 bytes of that.
 */
import { createHash } from "node:crypto";
import { parseSessionId, toRootSpanId } from "@rootspan/model";

/** @param id of the event; without one, its content tells it from others */
export function toEventSpanId(sessionId: string, id: string | undefined, content: unknown): string {
  const uuid = parseSessionId(id);
  if (uuid !== undefined && uuid !== sessionId) return toRootSpanId(uuid);
  return hash(sessionId, "event", id ?? JSON.stringify(content));
}

export function toAgentSpanId(sessionId: string, agentId: string): string {
  return hash(sessionId, "agent", agentId);
}

/** @param startTimestamp as the process sent it that started the session, or joined it: each tells of itself */
export function toMarkerSpanId(sessionId: string, name: string, startTimestamp: string): string {
  return hash(sessionId, name, startTimestamp);
}

function hash(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);
}
