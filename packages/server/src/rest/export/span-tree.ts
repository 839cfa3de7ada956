/** What an event of an export needs to know of the spans around it. */
import { type SpanRecord, stringAttribute } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { SpanRow } from "../../store/session-store.ts";

export interface SpanTree {
  find(traceId: string, spanId: string | undefined): SpanRow | undefined;
  /** The id of the agent that a span belongs to: of the nearest agent above it, else the one it names itself. */
  agentIdOf(span: SpanRecord): string | null;
}

/** The emitter's id of the agent, else the id of its span. */
export function toAgentId(agent: SpanRecord): string {
  return stringAttribute(agent.attributes, key.GEN_AI_AGENT_ID) ?? agent.spanId;
}

/** By which a span is known in its session. */
export function toSpanKey({ traceId, spanId }: Pick<SpanRow, "traceId" | "spanId">): string {
  return `${traceId} ${spanId}`;
}

/** @param agentIds of the spans that are agents: see `toSpanKey`, `toAgentId` */
export function createSpanTree(rows: readonly SpanRow[], agentIds: ReadonlyMap<string, string>): SpanTree {
  const byId = new Map(rows.map((row) => [toSpanKey(row), row]));
  const agentsAbove = new Map<SpanRow, string | null>();

  function find(traceId: string, spanId: string | undefined): SpanRow | undefined {
    return spanId === undefined ? undefined : byId.get(toSpanKey({ traceId, spanId }));
  }

  /** Without recursion, as a trace may be deep, and with an end, as a broken one may be a circle. */
  function agentAbove(span: SpanRecord): string | null {
    const path: SpanRow[] = [];
    let agentId: string | null = null;
    for (let above = find(span.traceId, span.parentSpanId); above !== undefined;) {
      const own = agentIds.get(toSpanKey(above));
      if (own !== undefined) {
        agentId = own;
        break;
      }
      const known = agentsAbove.get(above);
      if (known !== undefined) {
        agentId = known;
        break;
      }
      agentsAbove.set(above, null);
      path.push(above);
      above = find(above.traceId, above.parentSpanId);
    }
    for (const passed of path) agentsAbove.set(passed, agentId);
    return agentId;
  }

  return {
    find,
    agentIdOf: (span) => agentAbove(span) ?? stringAttribute(span.attributes, key.GEN_AI_AGENT_ID) ?? null,
  };
}
