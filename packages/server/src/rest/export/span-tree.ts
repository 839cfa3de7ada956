/** What an event of an export needs to know of the spans around it. */
import { kindOf, type SpanRecord, stringAttribute } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";

export interface SpanTree {
  find(traceId: string, spanId: string | undefined): SpanRecord | undefined;
  /** The id of the agent that a span belongs to: of the nearest agent above it, else the one it names itself. */
  agentIdOf(span: SpanRecord): string | null;
}

/** The emitter's id of the agent, else the id of its span. */
export function toAgentId(agent: SpanRecord): string {
  return stringAttribute(agent.attributes, key.GEN_AI_AGENT_ID) ?? agent.spanId;
}

export function createSpanTree(spans: readonly SpanRecord[]): SpanTree {
  const byId = new Map(spans.map((span) => [`${span.traceId} ${span.spanId}`, span]));
  const agentIds = new Map<SpanRecord, string | null>();

  function find(traceId: string, spanId: string | undefined): SpanRecord | undefined {
    return spanId === undefined ? undefined : byId.get(`${traceId} ${spanId}`);
  }

  /** Without recursion, as a trace may be deep, and with an end, as a broken one may be a circle. */
  function agentAbove(span: SpanRecord): string | null {
    const path: SpanRecord[] = [];
    let agentId: string | null = null;
    for (let above = find(span.traceId, span.parentSpanId); above !== undefined;) {
      if (kindOf(above.attributes) === "agent") {
        agentId = toAgentId(above);
        break;
      }
      const known = agentIds.get(above);
      if (known !== undefined) {
        agentId = known;
        break;
      }
      agentIds.set(above, null);
      path.push(above);
      above = find(above.traceId, above.parentSpanId);
    }
    for (const passed of path) agentIds.set(passed, agentId);
    return agentId;
  }

  return {
    find,
    agentIdOf: (span) => agentAbove(span) ?? stringAttribute(span.attributes, key.GEN_AI_AGENT_ID) ?? null,
  };
}
