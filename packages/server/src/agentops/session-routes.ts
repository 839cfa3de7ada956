/** `POST /v2/…` of AgentOps' SDKs before 0.4: sessions, events and agents in words of their own. */
import { parseSessionId, type Picodollars, summarise } from "@rootspan/model";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { IssueToken } from "../access/issue-token.ts";
import { accessOf, projectOf } from "../access/request-project.ts";
import { tokenOf } from "../access/token.ts";
import { acceptJson } from "../http/json-body.ts";
import { Problem } from "../http/problem.ts";
import { describeRoute, jsonAnswer, type DescribedSchema } from "../http/schema/describe-route.ts";
import {
  ANYTHING,
  type JsonSchema,
  listOf,
  NO_QUERY,
  nullable,
  objectOf,
  optional,
  text,
} from "../http/schema/json-schema.ts";
import { EVENT_TYPES } from "./to-event-span.ts";
import type { WireEvent, WireSession } from "./wire.ts";
import type { AddressedEvent, SessionAddress, WireSessions } from "./wire-sessions.ts";
import { toText } from "./wire-value.ts";

const SESSION_BODY = objectOf<SessionBody>({
  session: { type: "object", description: "session_id, a UUID, and what else the SDK knows of it." },
});
const EVENTS_BODY = objectOf<EventsBody>({
  events: listOf(
    { type: "object", description: `event_type is one of ${EVENT_TYPES.join(", ")}.` },
    { description: "Each of the session that it names, else of the token's." },
  ),
});
const STARTED = objectOf<{ status: string; jwt: string; session_url: string }>({
  status: text(),
  jwt: text("A token for this session, as a Bearer in place of the key."),
  session_url: text(),
});
const SUCCESS: JsonSchema = { const: "Success" };

interface SessionBody {
  readonly session: WireSession;
}

interface EventsBody {
  readonly events: readonly WireEvent[];
}

interface AgentBody {
  readonly id: string;
  readonly name: string;
  readonly logs?: unknown;
  readonly session_id?: string;
}

function describe(id: string, summary: string, body: JsonSchema, answer: JsonSchema): DescribedSchema {
  return describeRoute({
    id,
    group: "agentops",
    summary,
    query: NO_QUERY,
    body: { types: ["application/json"], schema: body },
    answers: { 200: jsonAnswer("As AgentOps answers", answer) },
    problems: ["malformed_body", "body_too_large", "unsupported_content_type"],
  });
}

const CREATE_SESSION = describe("agentopsCreateSession", "Start a session, or join it", SESSION_BODY, STARTED);
const POST_SESSION = describe("agentopsPostSession", "The same as create_session", SESSION_BODY, STARTED);
const UPDATE_SESSION = describe(
  "agentopsUpdateSession",
  "Say something of a session, or that it is over",
  SESSION_BODY,
  objectOf<{ status: string; token_cost: string | null; session_url: string }>({
    status: text(),
    token_cost: nullable(text("USD; null where no price is known.")),
    session_url: text(),
  }),
);
const REAUTHORIZE = describe(
  "agentopsReauthorize",
  "Another token for a session",
  objectOf<{ session_id: string }>({ session_id: text("A UUID.") }),
  objectOf<{ status: string; jwt: string }>({ status: text(), jwt: text() }),
);
const CREATE_EVENTS = describe(
  "agentopsCreateEvents",
  "Add events; those that are there stay as they are",
  EVENTS_BODY,
  SUCCESS,
);
const UPDATE_EVENTS = describe(
  "agentopsUpdateEvents",
  "Add events, or change those that are there",
  EVENTS_BODY,
  SUCCESS,
);
const CREATE_AGENT = describe(
  "agentopsCreateAgent",
  "Make an agent of a session known",
  objectOf<AgentBody>({
    id: text(undefined, { minLength: 1 }),
    name: text(),
    logs: optional(ANYTHING),
    session_id: optional(text("Where the request has no token of a session.")),
  }),
  SUCCESS,
);
const CREATE_THREAD = describe(
  "agentopsCreateThread",
  "Taken, and not kept: events name their threads",
  ANYTHING,
  SUCCESS,
);

export interface AgentopsSessionRoutesSettings {
  readonly wire: WireSessions;
  readonly issueToken: IssueToken;
  readonly maxBodyBytes: number;
  readonly basePath: string;
}

/** Registered on a scope of its own: it reads bodies as JSON. */
export function registerAgentopsSessionRoutes(app: FastifyInstance, settings: AgentopsSessionRoutesSettings): void {
  const { wire, issueToken, maxBodyBytes, basePath } = settings;
  acceptJson(app, maxBodyBytes);

  const urlOf = (request: FastifyRequest, sessionId: string): string =>
    `${request.protocol}://${request.host}${basePath}/sessions/${sessionId}`;

  const start = async (request: FastifyRequest<{ Body: SessionBody }>): Promise<object> => {
    const { session } = request.body;
    const address = addressOf(request, session.session_id ?? session.id, "session.session_id");
    await wire.start(address, session);
    const jwt = await issueToken(accessOf(request), address.sessionId);
    return { status: "Success", jwt, session_url: urlOf(request, address.sessionId) };
  };
  app.route<{ Body: SessionBody }>({ method: "POST", url: "/create_session", schema: CREATE_SESSION, handler: start });
  app.route<{ Body: SessionBody }>({ method: "POST", url: "/sessions", schema: POST_SESSION, handler: start });

  app.route<{ Body: SessionBody }>({
    method: "POST",
    url: "/update_session",
    schema: UPDATE_SESSION,
    handler: async (request) => {
      const { session } = request.body;
      const address = addressOf(
        request,
        session.session_id ?? session.id ?? sessionIdOfToken(request),
        "session.session_id",
      );
      const { tally } = await wire.update(address, session);
      const { calls } = summarise(tally);
      const isUnknown = calls.calls > 0 && calls.unpricedCalls === calls.calls;
      return {
        status: "success",
        token_cost: isUnknown ? null : toDecimals(calls.cost),
        session_url: urlOf(request, address.sessionId),
      };
    },
  });

  app.route<{ Body: { readonly session_id: string } }>({
    method: "POST",
    url: "/reauthorize_jwt",
    schema: REAUTHORIZE,
    handler: async (request) => {
      const { sessionId } = addressOf(request, request.body.session_id, "session_id");
      return { status: "Success", jwt: await issueToken(accessOf(request), sessionId) };
    },
  });

  app.route<{ Body: EventsBody }>({
    method: "POST",
    url: "/create_events",
    schema: CREATE_EVENTS,
    handler: async (request, reply) => {
      await wire.addEvents(projectOf(request).id, eventsOf(request));
      return sendSuccess(reply);
    },
  });

  app.route<{ Body: EventsBody }>({
    method: "POST",
    url: "/update_events",
    schema: UPDATE_EVENTS,
    handler: async (request, reply) => {
      await wire.updateEvents(projectOf(request).id, eventsOf(request));
      return sendSuccess(reply);
    },
  });

  app.route<{ Body: AgentBody }>({
    method: "POST",
    url: "/create_agent",
    schema: CREATE_AGENT,
    handler: async (request, reply) => {
      const { id, name, logs, session_id: sessionId } = request.body;
      await wire.addAgent(addressOf(request, sessionId ?? sessionIdOfToken(request), "session_id"), { id, name, logs });
      return sendSuccess(reply);
    },
  });

  app.route({
    method: "POST",
    url: "/create_thread",
    schema: CREATE_THREAD,
    handler: async (_request, reply) => sendSuccess(reply),
  });
}

function addressOf(request: FastifyRequest, id: unknown, field: string): SessionAddress {
  const sessionId = parseSessionId(id);
  if (sessionId === undefined) throw new Problem("invalid_parameter", `${field} must be a UUID`, { field });
  return { projectId: projectOf(request).id, sessionId };
}

/** Which session a token is for; whose it is was asked before. */
function sessionIdOfToken(request: FastifyRequest): string | undefined {
  return tokenOf(request.headers)?.claims.session_id;
}

/** @throws Problem that names the first event that cannot be kept */
function eventsOf(request: FastifyRequest<{ Body: EventsBody }>): readonly AddressedEvent[] {
  const ofToken = sessionIdOfToken(request);
  return request.body.events.map((event, index) => {
    const type = toText(event["event_type"]) ?? toText(event["type"]) ?? "";
    if (!EVENT_TYPES.includes(type)) {
      const field = `events[${index}].event_type`;
      throw new Problem("invalid_parameter", `${field} must be one of ${EVENT_TYPES.join(", ")}`, { field });
    }
    const { sessionId } = addressOf(request, event["session_id"] ?? ofToken, `events[${index}].session_id`);
    return { sessionId, event };
  });
}

async function sendSuccess(reply: FastifyReply): Promise<FastifyReply> {
  return reply.type("application/json").send(JSON.stringify("Success"));
}

const PICODOLLAR_DIGITS = 12;

/** USD in full, as Python's `Decimal` reads it; `0.00` for nothing, as AgentOps has it. */
function toDecimals(amount: Picodollars): string {
  if (amount === 0n) return "0.00";
  const digits = amount.toString().padStart(PICODOLLAR_DIGITS + 1, "0");
  return `${digits.slice(0, -PICODOLLAR_DIGITS)}.${digits.slice(-PICODOLLAR_DIGITS)}`
    .replace(/0+$/, "")
    .replace(/\.$/, ".0");
}
