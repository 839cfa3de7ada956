/** Keeps what AgentOps' SDKs send. Everything may be sent again: the same thing is the same span. */
import { type SpanRecord, summarise, toRootSpanId, toTraceId } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { SessionStore, StoredSession } from "../store/session-store.ts";
import { toAgentSpanId } from "./span-ids.ts";
import { toAgentSpan } from "./to-agent-span.ts";
import { toEventSpan } from "./to-event-span.ts";
import {
  isEnded,
  STARTED_AT,
  type SessionMoment,
  toRoot,
  toStartMarker,
  toStartMarkerId,
  toUpdateMarker,
} from "./to-session-spans.ts";
import type { WireAgent, WireEvent, WireSession } from "./wire.ts";
import { toText, toUnixNano } from "./wire-value.ts";

/** A session of a project. */
export interface SessionAddress {
  readonly projectId: string;
  /** A UUID. */
  readonly sessionId: string;
}

export interface AddressedEvent {
  readonly sessionId: string;
  readonly event: WireEvent;
}

interface SpanOfEvent extends AddressedEvent {
  readonly span: SpanRecord;
}

export interface WireSessions {
  /** A process starts the session, or joins it where it is there already. */
  start(address: SessionAddress, session: WireSession): Promise<void>;
  /** What a process says of the session now, which may be that it is over. @returns the session as it is then */
  update(address: SessionAddress, session: WireSession): Promise<StoredSession>;
  addAgent(address: SessionAddress, agent: WireAgent): Promise<void>;
  /** Events that are there already stay as they are. All of them are of types that `toEventSpan` knows. */
  addEvents(projectId: string, events: readonly AddressedEvent[]): Promise<void>;
  /** Events that are there already take what is sent, and keep the rest. */
  updateEvents(projectId: string, events: readonly AddressedEvent[]): Promise<void>;
}

export function createWireSessions(sessions: SessionStore, now: () => number): WireSessions {
  const nowUnixNano = (): bigint => BigInt(now()) * 1_000_000n;

  const find = ({ projectId, sessionId }: SessionAddress, spanId: string): Promise<SpanRecord | undefined> =>
    sessions.readSpan(projectId, sessionId, { traceId: toTraceId(sessionId), spanId });

  const replace = (projectId: string, spans: readonly SpanRecord[]): Promise<void> =>
    sessions.replaceSpans({ projectId, spans, receivedAtMs: now() });

  async function momentOf(address: SessionAddress, session: WireSession): Promise<SessionMoment> {
    const { projectId, sessionId } = address;
    const started = await find(address, toStartMarkerId(sessionId, session));
    const isPart =
      started === undefined
        ? (await sessions.findSession(projectId, sessionId)) !== undefined
        : started.attributes[key.ROOTSPAN_SESSION_OWNER] === false;
    return { sessionId, session, isPart, nowUnixNano: nowUnixNano() };
  }

  /** The owner's end goes before that of a part, which counts until then. */
  async function rootOf(address: SessionAddress, moment: SessionMoment): Promise<readonly SpanRecord[]> {
    if (!moment.isPart) return [toRoot(moment, undefined)];
    const root = await find(address, toRootSpanId(address.sessionId));
    if (root !== undefined && root.attributes[STARTED_AT] !== toText(moment.session.init_timestamp)) return [];
    const known = await sessions.findSession(address.projectId, address.sessionId);
    return [toRoot(moment, known && summarise(known.tally).startTimeUnixNano)];
  }

  async function agentNames(
    projectId: string,
    events: readonly AddressedEvent[],
  ): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    for (const { sessionId, event } of events) {
      const agentId = toText(event["agent_id"]);
      if (agentId === undefined || names.has(`${sessionId} ${agentId}`)) continue;
      const span = await find({ projectId, sessionId }, toAgentSpanId(sessionId, agentId));
      names.set(`${sessionId} ${agentId}`, toText(span?.attributes[key.GEN_AI_AGENT_NAME]) ?? "");
    }
    return names;
  }

  async function toSpans(projectId: string, events: readonly AddressedEvent[]): Promise<readonly SpanOfEvent[]> {
    const names = await agentNames(projectId, events);
    return events.flatMap(({ sessionId, event }) => {
      const agentName = toText(names.get(`${sessionId} ${toText(event["agent_id"])}`));
      const span = toEventSpan(event, { sessionId, agentName, nowUnixNano: nowUnixNano() });
      return span === undefined ? [] : [{ sessionId, event, span }];
    });
  }

  return {
    async start(address, session) {
      await replace(address.projectId, [toStartMarker(await momentOf(address, session))]);
    },
    async update(address, session) {
      const moment = await momentOf(address, session);
      const root = isEnded(session) ? await rootOf(address, moment) : [];
      await replace(address.projectId, [toUpdateMarker(moment), ...root]);
      return (await sessions.findSession(address.projectId, address.sessionId))!;
    },
    async addAgent({ projectId, sessionId }, agent) {
      await sessions.append({ projectId, spans: [toAgentSpan(sessionId, agent, nowUnixNano())], receivedAtMs: now() });
    },
    async addEvents(projectId, events) {
      const spans = (await toSpans(projectId, events)).map(({ span }) => span);
      await sessions.append({ projectId, spans, receivedAtMs: now() });
    },
    async updateEvents(projectId, events) {
      const spans: SpanRecord[] = [];
      for (const { sessionId, event, span } of await toSpans(projectId, events)) {
        const known = await find({ projectId, sessionId }, span.spanId);
        spans.push(known === undefined ? span : merge(known, span, event));
      }
      await replace(projectId, spans);
    },
  };
}

/** An update may leave out what it does not change, as its times. */
function merge(known: SpanRecord, update: SpanRecord, event: WireEvent): SpanRecord {
  const start = toUnixNano(event["init_timestamp"]) ?? known.startTimeUnixNano;
  const end = toUnixNano(event["end_timestamp"]) ?? known.endTimeUnixNano;
  return {
    ...update,
    startTimeUnixNano: start,
    endTimeUnixNano: end < start ? start : end,
    attributes: { ...known.attributes, ...update.attributes },
  };
}
