/** An agent that AgentOps' SDK makes known, as a span. */
import { type SpanRecord, toRootSpanId } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { toAgentSpanId } from "./span-ids.ts";
import type { WireAgent } from "./wire.ts";
import { toSpanRecord } from "./wire-span.ts";
import { toContent } from "./wire-value.ts";

export function toAgentSpan(sessionId: string, agent: WireAgent, nowUnixNano: bigint): SpanRecord {
  return toSpanRecord({
    sessionId,
    spanId: toAgentSpanId(sessionId, agent.id),
    parentSpanId: toRootSpanId(sessionId),
    name: `create_agent ${agent.name}`,
    startTimeUnixNano: nowUnixNano,
    endTimeUnixNano: nowUnixNano,
    attributes: {
      [key.ROOTSPAN_KIND]: "agent",
      [key.GEN_AI_OPERATION_NAME]: "create_agent",
      [key.GEN_AI_AGENT_ID]: agent.id,
      [key.GEN_AI_AGENT_NAME]: agent.name,
      [key.ROOTSPAN_EVENT_LOGS]: toContent(agent.logs),
    },
  });
}
