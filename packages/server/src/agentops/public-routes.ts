/** `/public/v1`: what AgentOps lets programs read, such as its MCP server. A trace is a session here. */
import { asSent, type PriceBook, parseSessionId, type SpanRecord, summarise, toTraceId } from "@rootspan/model";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { projectOf } from "../access/request-project.ts";
import { Problem } from "../http/problem.ts";
import { describeRoute, type DescribedSchema, jsonAnswer } from "../http/schema/describe-route.ts";
import {
  ANYTHING,
  count,
  instant,
  type JsonSchema,
  listOf,
  NO_QUERY,
  nullable,
  number,
  objectOf,
  recordOf,
  text,
} from "../http/schema/json-schema.ts";
import { toJsonAttributes } from "../rest/export/event-text.ts";
import { throwSessionNotFound } from "../rest/session-params.ts";
import type { SessionStore } from "../store/session-store.ts";
import { type TraceMetrics, toTraceMetrics } from "./trace-metrics.ts";

interface IdParams {
  readonly id: string;
}

const COST = text("USD, with seven decimals.");

const METRICS = objectOf<TraceMetrics>({
  span_count: count(),
  trace_count: count(),
  success_count: count(),
  fail_count: count(),
  indeterminate_count: count(),
  prompt_tokens: count(),
  completion_tokens: count(),
  cache_read_input_tokens: count(),
  reasoning_tokens: count(),
  total_tokens: count(),
  prompt_cost: COST,
  completion_cost: COST,
  average_cost_per_trace: COST,
  total_cost: COST,
});

interface PublicSpan {
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly span_name: string;
  readonly span_kind: string;
  readonly start_time: string;
  readonly end_time: string;
  /** Nanoseconds. */
  readonly duration: number;
  readonly status_code: string;
  readonly status_message: string | null;
  readonly attributes: object;
  /** The same again. */
  readonly span_attributes: object;
  readonly resource_attributes: object;
}

const ATTRIBUTES = recordOf(ANYTHING, { description: "As the emitter sent them." });

const SPAN = objectOf<PublicSpan>({
  span_id: text(),
  parent_span_id: nullable(text()),
  span_name: text(),
  span_kind: text(),
  start_time: instant(),
  end_time: instant(),
  duration: number("Nanoseconds."),
  status_code: text("UNSET, OK or ERROR."),
  status_message: nullable(text()),
  attributes: ATTRIBUTES,
  span_attributes: ATTRIBUTES,
  resource_attributes: ATTRIBUTES,
});

function describe(id: string, summary: string, answer: JsonSchema, ofWhat?: string): DescribedSchema {
  return describeRoute({
    id,
    group: "agentops",
    summary,
    query: NO_QUERY,
    ...(ofWhat !== undefined && {
      params: objectOf<IdParams>({ id: text(ofWhat) }),
      problems: ["session_not_found"] as const,
    }),
    answers: { 200: jsonAnswer("As AgentOps answers", answer) },
  });
}

const TRACE_ID = "32 hex digits, or the same as a UUID.";
const PROJECT = describe(
  "agentopsProject",
  "The project of the key",
  objectOf<{ id: string; name: string; environment: string }>({ id: text(), name: text(), environment: text() }),
);
const TRACE = describe(
  "agentopsTrace",
  "A trace with its spans",
  objectOf<{ trace_id: string; project_id: string; tags: readonly string[]; spans: readonly object[] }>({
    trace_id: text(),
    project_id: text(),
    tags: listOf(text()),
    spans: listOf(SPAN),
  }),
  TRACE_ID,
);
const TRACE_METRICS = describe("agentopsTraceMetrics", "What the calls of a trace used and cost", METRICS, TRACE_ID);
const SPAN_ID = "16 hex digits, of a span in one of the newest sessions.";
const GET_SPAN = describe("agentopsSpan", "A span", SPAN, SPAN_ID);
const SPAN_METRICS = describe("agentopsSpanMetrics", "What a call used and cost", METRICS, SPAN_ID);

/** A span is asked for by its id alone, which is no key of a store: it is looked for in this many sessions. */
const SESSIONS_TO_LOOK_IN = 200;

export interface PublicRoutesSettings {
  readonly sessions: SessionStore;
  readonly prices: PriceBook;
}

export function registerPublicRoutes(app: FastifyInstance, { sessions, prices }: PublicRoutesSettings): void {
  type WithId = FastifyRequest<{ Params: IdParams }>;

  const readTrace = async (request: WithId): ReturnType<SessionStore["readSession"]> => {
    const sessionId = parseSessionId(request.params.id);
    return sessionId === undefined ? undefined : sessions.readSession(projectOf(request).id, sessionId);
  };

  const findSpan = async (request: WithId): Promise<SpanRecord> => {
    const projectId = projectOf(request).id;
    const spanId = request.params.id.toLowerCase();
    if (/^[0-9a-f]{16}$/.test(spanId)) {
      const { sessions: newest } = await sessions.listSessions(projectId, { limit: SESSIONS_TO_LOOK_IN });
      for (const { id } of newest) {
        const span = await sessions.readSpan(projectId, id, { spanId });
        if (span !== undefined) return span;
      }
    }
    throw new Problem("session_not_found", "the project has no such span in its newest sessions");
  };

  app.route({
    method: "GET",
    url: "/project",
    schema: PROJECT,
    handler: async (request) => {
      const { id, name } = projectOf(request);
      return { id, name, environment: "production" };
    },
  });

  app.route<{ Params: IdParams }>({
    method: "GET",
    url: "/traces/:id",
    schema: TRACE,
    handler: async (request) => {
      const { session, spans } = (await readTrace(request)) ?? throwSessionNotFound();
      return {
        trace_id: toTraceId(session.id),
        project_id: projectOf(request).id,
        tags: summarise(session.tally).tags,
        spans: spans.map(toPublicSpan),
      };
    },
  });

  app.route<{ Params: IdParams }>({
    method: "GET",
    url: "/traces/:id/metrics",
    schema: TRACE_METRICS,
    handler: async (request) => toTraceMetrics(((await readTrace(request)) ?? throwSessionNotFound()).spans, prices),
  });

  app.route<{ Params: IdParams }>({
    method: "GET",
    url: "/spans/:id",
    schema: GET_SPAN,
    handler: async (request) => toPublicSpan(await findSpan(request)),
  });

  app.route<{ Params: IdParams }>({
    method: "GET",
    url: "/spans/:id/metrics",
    schema: SPAN_METRICS,
    handler: async (request) => toTraceMetrics([await findSpan(request)], prices),
  });
}

const STATUS_NAMES = ["UNSET", "OK", "ERROR"];
const KIND_NAMES = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];

/** With the attributes that the emitter sent. */
function toPublicSpan(span: SpanRecord): PublicSpan {
  const sent = asSent(span);
  return {
    span_id: span.spanId,
    parent_span_id: span.parentSpanId ?? null,
    span_name: span.name,
    span_kind: KIND_NAMES[span.kind] ?? String(span.kind),
    start_time: toIso(span.startTimeUnixNano),
    end_time: toIso(span.endTimeUnixNano),
    duration: Number(span.endTimeUnixNano - span.startTimeUnixNano),
    status_code: STATUS_NAMES[sent.status.code] ?? String(sent.status.code),
    status_message: sent.status.message ?? null,
    attributes: toJsonAttributes(sent.attributes),
    span_attributes: toJsonAttributes(sent.attributes),
    resource_attributes: toJsonAttributes(sent.resource),
  };
}

function toIso(unixNano: bigint): string {
  return new Date(Number(unixNano / 1_000_000n)).toISOString();
}
