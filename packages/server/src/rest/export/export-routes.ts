/** `GET /v2/sessions/{id}/export` and `GET /v2/export`: sessions with all they hold, written as they are read. */
import type { SessionFilterQuery, SessionSortQuery } from "@rootspan/model/rest";
import type { FastifyInstance, FastifyReply } from "fastify";
import { projectOf } from "../../access/request-project.ts";
import { describeRoute } from "../../http/schema/describe-route.ts";
import {
  ANYTHING,
  closedObjectOf,
  type JsonSchema,
  objectOf,
  oneOf,
  optional,
  listOf,
} from "../../http/schema/json-schema.ts";
import { sendText } from "../../http/send-text.ts";
import type { ReportFault } from "../../report-fault.ts";
import type { Project } from "../../store/key-store.ts";
import type { SessionPageRequest, StoredSession } from "../../store/session-store.ts";
import { toContentDisposition } from "../artifacts/content-disposition.ts";
import { SESSION_EXPORT } from "../schemas/export-schema.ts";
import { toSessionItem } from "../session-item.ts";
import { SESSION_PARAMS, sessionIdOf, type SessionParams, throwSessionNotFound } from "../session-params.ts";
import { FILTER_PARAMETERS, SORT_PARAMETERS, toSessionFilter, toSessionSort } from "../session-query.ts";
import { EXPORT_FORMATS, EXPORT_FORMS, type ExportFormat } from "./export-format.ts";
import { type ExportSettings, openExport } from "./open-export.ts";
import { SESSION_CSV_HEAD, toSessionCsvRow } from "./write-csv.ts";

/** Sessions that are looked up together. */
const SESSIONS_AT_ONCE = 100;

interface FormatQuery {
  readonly format?: ExportFormat;
}

const LINES =
  "ndjson has a line for the session, its stats, each span and each artifact, told apart by type. otlp has requests of " +
  "OTLP/JSON, one a line: each can be sent to /v1/traces, here or at any other receiver, and makes the same spans. ";

const FORMAT = optional(oneOf(EXPORT_FORMATS, { default: "json", description: "Which form it has." }));

const contentOf = (json: JsonSchema) => ({
  "application/json": json,
  "application/x-ndjson": ANYTHING,
  "text/csv": ANYTHING,
});

const ONE = describeRoute({
  id: "exportSession",
  group: "sessions",
  summary: "A session with all its events and spans; a superset of AgentOps' answer",
  description: `${LINES}csv has a row a span.`,
  params: SESSION_PARAMS,
  query: closedObjectOf<FormatQuery>({ format: FORMAT }),
  answers: { 200: { description: "The session", content: contentOf(SESSION_EXPORT) } },
  problems: ["session_not_found"],
});

type ManyQuery = FormatQuery & SessionFilterQuery & SessionSortQuery;

const MANY = describeRoute({
  id: "exportSessions",
  group: "sessions",
  summary: "The sessions that a filter selects with all their events and spans",
  description: `${LINES}csv has a row a session.`,
  query: closedObjectOf<ManyQuery>({ format: FORMAT, ...SORT_PARAMETERS, ...FILTER_PARAMETERS }),
  answers: {
    200: {
      description: "The sessions",
      content: contentOf(
        objectOf<{ sessions: readonly object[] }>({ sessions: listOf(SESSION_EXPORT) }, { title: "SessionExports" }),
      ),
    },
  },
});

export interface ExportRoutesSettings extends ExportSettings {
  readonly reportFault: ReportFault;
}

export function registerExportRoutes(app: FastifyInstance, settings: ExportRoutesSettings): void {
  const { sessions, reportFault } = settings;

  const send = (reply: FastifyReply, format: ExportFormat, name: string, pieces: AsyncIterable<string>) => {
    const { contentType, extension } = EXPORT_FORMS[format];
    const headers = { "content-disposition": toContentDisposition("attachment", `${name}.${extension}`) };
    return sendText(reply, { contentType, headers, pieces }, reportFault);
  };

  app.route<{ Params: SessionParams; Querystring: FormatQuery }>({
    method: "GET",
    url: "/sessions/:id/export",
    schema: ONE,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const project = projectOf(request);
      const { format = "json" } = request.query;
      const found = await sessions.findSession(project.id, sessionIdOf(request.params));
      const session = found ?? throwSessionNotFound();
      const opened = await openExport(project, session, settings);
      return send(reply, format, `session-${session.id}`, EXPORT_FORMS[format].write(opened));
    },
  });

  app.route<{ Querystring: ManyQuery }>({
    method: "GET",
    url: "/export",
    schema: MANY,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { format = "json", sort: _sort, order: _order, ...filter } = request.query;
      const page = { filter: toSessionFilter(filter), sort: toSessionSort(request.query) };
      return send(reply, format, "sessions", writeMany(projectOf(request), page, format, settings));
    },
  });
}

type Text = AsyncGenerator<string, void, void>;

async function* writeMany(
  project: Project,
  page: Omit<SessionPageRequest, "limit">,
  format: ExportFormat,
  settings: ExportSettings,
): Text {
  const found = eachSession(project, page, settings);
  if (format === "csv") {
    yield SESSION_CSV_HEAD;
    for await (const session of found) yield toSessionCsvRow(toSessionItem(settings.observe(session)));
    return;
  }
  const isList = format === "json";
  if (isList) yield `{"sessions":[`;
  let isFirst = true;
  for await (const session of found) {
    if (isList && !isFirst) yield ",";
    isFirst = false;
    yield* EXPORT_FORMS[format].write(await openExport(project, session, settings));
  }
  if (isList) yield "]}";
}

async function* eachSession(
  project: Project,
  page: Omit<SessionPageRequest, "limit">,
  { sessions }: ExportSettings,
): AsyncGenerator<StoredSession, void, void> {
  let after: string | undefined;
  do {
    const found = await sessions.listSessions(project.id, {
      ...page,
      limit: SESSIONS_AT_ONCE,
      ...(after !== undefined && { after }),
    });
    yield* found.sessions;
    after = found.next;
  } while (after !== undefined);
}
