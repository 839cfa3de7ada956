/** The agents of a session; AgentOps' documentation promises them in its export. */
import { kindOf, type SpanRecord, stringAttribute, toTimestamp } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { ExportedAgent } from "@rootspan/model/rest";
import { readContent } from "./event-text.ts";
import { toAgentId } from "./span-tree.ts";

/** Each once, in the order in which they began. */
export function toAgents(spans: readonly SpanRecord[], sessionId: string): readonly ExportedAgent[] {
  const agents = new Map<string, ExportedAgent>();
  for (const span of spans) {
    const id = toAgentId(span);
    if (kindOf(span.attributes) !== "agent" || agents.has(id)) continue;
    agents.set(id, {
      id,
      session_id: sessionId,
      name: stringAttribute(span.attributes, key.GEN_AI_AGENT_NAME) ?? span.name,
      logs: readContent(span.attributes, key.ROOTSPAN_EVENT_LOGS),
      init_timestamp: toTimestamp(span.startTimeUnixNano),
      end_timestamp: toTimestamp(span.endTimeUnixNano),
    });
  }
  return [...agents.values()];
}
