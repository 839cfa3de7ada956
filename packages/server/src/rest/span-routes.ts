/** `/v2/sessions/{id}/spans` */
import type { PriceBook } from "@rootspan/model";
import type { ExportedSpan, FullSpanList, SpanList } from "@rootspan/model/rest";
import type { FastifyInstance } from "fastify";
import { projectOf } from "../access/request-project.ts";
import { Problem } from "../http/problem.ts";
import { describeRoute, jsonAnswer } from "../http/schema/describe-route.ts";
import { closedObjectOf, count, integer, objectOf, oneOf, optional, text } from "../http/schema/json-schema.ts";
import type { SessionChanges } from "../store/session-changes.ts";
import type { SessionStore } from "../store/session-store.ts";
import { toExportedSpan } from "./export/to-span.ts";
import { EXPORTED_SPAN, FULL_SPAN_LIST, SPAN_LIST } from "./schemas/span-schema.ts";
import { SESSION_ID, SESSION_PARAMS, sessionIdOf, type SessionParams, throwSessionNotFound } from "./session-params.ts";
import { readFacts } from "./span-facts.ts";
import { toSpanItem } from "./span-item.ts";

const DEFAULT_LIMIT = 1_000;
const MAX_LIMIT = 10_000;
/** Spans with what they hold may be large. */
const MAX_FULL_LIMIT = 200;

interface SpanListQuery {
  readonly limit?: number;
  readonly cursor?: string;
  readonly order?: "start" | "arrival";
  readonly since?: number;
  readonly include?: "payload" | "facts";
}

const LIST = describeRoute({
  id: "listSpans",
  group: "sessions",
  summary: "Spans of a session",
  description: "In the order of arrival the last page's cursor goes on with what arrives later.",
  params: SESSION_PARAMS,
  query: closedObjectOf<SpanListQuery>({
    limit: optional(
      integer(`Most spans of a page; ${DEFAULT_LIMIT} by default, and ${MAX_FULL_LIMIT} at most with their payload.`, {
        minimum: 1,
        maximum: MAX_LIMIT,
      }),
    ),
    cursor: optional(text("next_cursor of the page before, with the same order.")),
    order: optional(oneOf(["start", "arrival"], { default: "start", description: "By start time, or as they came." })),
    since: optional(count("Only what came after this sequence.", { maximum: Number.MAX_SAFE_INTEGER })),
    include: optional(
      oneOf(["payload", "facts"], {
        description:
          "payload: everything that is stored of each span. facts: what model calls used and cost, and what failures say.",
      }),
    ),
  }),
  answers: { 200: jsonAnswer("A page", { anyOf: [SPAN_LIST, FULL_SPAN_LIST] }) },
  problems: ["session_not_found"],
});

interface SpanParams extends SessionParams {
  readonly spanId: string;
}

interface SpanQuery {
  readonly trace?: string;
}

const GET = describeRoute({
  id: "getSpan",
  group: "sessions",
  summary: "Everything that is stored of a span",
  params: objectOf<SpanParams>({
    id: SESSION_ID,
    spanId: text("16 hex digits.", { pattern: "^[0-9a-fA-F]{16}$", "x-expected": "16 hex digits" }),
  }),
  query: closedObjectOf<SpanQuery>({
    trace: optional(
      text("Needed only where traces of one session use the same span id: 32 hex digits.", {
        pattern: "^[0-9a-fA-F]{32}$",
        "x-expected": "32 hex digits",
      }),
    ),
  }),
  answers: { 200: jsonAnswer("The span", EXPORTED_SPAN) },
  problems: ["session_not_found", "span_not_found"],
});

export interface SpanRoutesSettings {
  readonly sessions: SessionStore;
  readonly changes: SessionChanges;
  readonly prices: PriceBook;
}

export function registerSpanRoutes(app: FastifyInstance, { sessions, changes, prices }: SpanRoutesSettings): void {
  app.route<{ Params: SessionParams; Querystring: SpanListQuery }>({
    method: "GET",
    url: "/sessions/:id/spans",
    schema: LIST,
    handler: async (request): Promise<SpanList | FullSpanList> => {
      const { cursor, order = "start", since, include } = request.query;
      const isFull = include === "payload";
      const { limit = isFull ? MAX_FULL_LIMIT : DEFAULT_LIMIT } = request.query;
      if (isFull && limit > MAX_FULL_LIMIT) {
        const message = `query parameter limit must be at most ${MAX_FULL_LIMIT} with include=payload, got ${limit}`;
        throw new Problem("invalid_parameter", message, { field: "limit" });
      }
      const projectId = projectOf(request).id;
      const sessionId = sessionIdOf(request.params);
      const sequence = changes.lastSequence();
      const page = await sessions.listSpans(projectId, sessionId, {
        order,
        limit,
        ...(cursor !== undefined && { after: cursor }),
        ...(since !== undefined && { since }),
      });
      const { spans: rows, next } = page ?? throwSessionNotFound();
      const after = { next_cursor: next ?? null, sequence };
      if (include === "facts") {
        const factsOf = await readFacts(sessions, { projectId, sessionId }, rows, prices);
        return { spans: rows.map((row) => toSpanItem(row, factsOf(row))), ...after };
      }
      if (!isFull) return { spans: rows.map((row) => toSpanItem(row)), ...after };
      const spans = await sessions.readSpans(projectId, sessionId, rows);
      return { spans: spans.map(toExportedSpan), ...after };
    },
  });

  app.route<{ Params: SpanParams; Querystring: SpanQuery }>({
    method: "GET",
    url: "/sessions/:id/spans/:spanId",
    schema: GET,
    handler: async (request): Promise<ExportedSpan> => {
      const projectId = projectOf(request).id;
      const sessionId = sessionIdOf(request.params);
      const { trace } = request.query;
      const span = await sessions.readSpan(projectId, sessionId, {
        spanId: request.params.spanId.toLowerCase(),
        ...(trace !== undefined && { traceId: trace.toLowerCase() }),
      });
      if (span !== undefined) return toExportedSpan(span);
      if ((await sessions.findSession(projectId, sessionId)) === undefined) throwSessionNotFound();
      throw new Problem("span_not_found", "the session has no such span");
    },
  });
}
