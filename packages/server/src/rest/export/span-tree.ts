/** What an event of an export needs to know of the spans around it. */
import { type SessionSpanKind, type SpanRecord, stringAttribute } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { SpanRow } from "../../store/session-store.ts";

/** The emitter's id of the agent, else the id of its span. */
export function toAgentId(agent: SpanRecord): string {
  return stringAttribute(agent.attributes, key.GEN_AI_AGENT_ID) ?? agent.spanId;
}

const NONE = -1;

/** All spans of a session, of which there may be very many: each is an id and a few numbers. */
export class SpanTree {
  /** By trace, by span id: the span's number. */
  readonly #numbers: Map<string, Map<string, number>> = new Map();
  /** By number; `NONE` of a span that is not there, or has none. */
  readonly #parents: number[] = [];
  readonly #kinds: (SessionSpanKind | undefined)[] = [];
  /** By number: the agent that a span is, or is known to be below. */
  readonly #agents: (string | null | undefined)[] = [];

  add({ traceId, spanId, parentSpanId, kind }: SpanRow): void {
    const number = this.#numberOf(traceId, spanId);
    this.#parents[number] = parentSpanId === undefined ? NONE : this.#numberOf(traceId, parentSpanId);
    this.#kinds[number] = kind;
  }

  /** Before the first question. */
  addAgent({ traceId, spanId }: SpanRecord, agentId: string): void {
    this.#agents[this.#numberOf(traceId, spanId)] = agentId;
  }

  kindOf(traceId: string, spanId: string | undefined): SessionSpanKind | undefined {
    return spanId === undefined ? undefined : this.#kinds[this.#numbers.get(traceId)?.get(spanId) ?? NONE];
  }

  /** The id of the agent that a span belongs to: of the nearest agent above it, else the one it names itself. */
  agentIdOf(span: SpanRecord): string | null {
    return this.#agentAbove(span) ?? stringAttribute(span.attributes, key.GEN_AI_AGENT_ID) ?? null;
  }

  /** Without recursion, as a trace may be deep, and with an end, as a broken one may be a circle. */
  #agentAbove({ traceId, parentSpanId = "" }: SpanRecord): string | null {
    const path: number[] = [];
    let above = this.#numbers.get(traceId)?.get(parentSpanId) ?? NONE;
    while (above !== NONE && this.#agents[above] === undefined) {
      this.#agents[above] = null;
      path.push(above);
      above = this.#parents[above]!;
    }
    const agentId = this.#agents[above] ?? null;
    for (const passed of path) this.#agents[passed] = agentId;
    return agentId;
  }

  #numberOf(traceId: string, spanId: string): number {
    let ofTrace = this.#numbers.get(traceId);
    if (ofTrace === undefined) this.#numbers.set(traceId, (ofTrace = new Map()));
    const known = ofTrace.get(spanId);
    if (known !== undefined) return known;
    const number = this.#parents.push(NONE) - 1;
    this.#kinds.push(undefined);
    this.#agents.push(undefined);
    ofTrace.set(spanId, number);
    return number;
  }
}
