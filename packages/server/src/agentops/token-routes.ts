/** Where AgentOps' SDKs from 0.4 on, and the readers of its public API, turn a key into a token. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Access, Authenticate } from "../access/authenticate.ts";
import type { IssueToken } from "../access/issue-token.ts";
import type { RateLimit } from "../access/rate-limit.ts";
import { tokenOf } from "../access/token.ts";
import { acceptJson } from "../http/json-body.ts";
import { Problem } from "../http/problem.ts";
import { describeRoute, jsonAnswer } from "../http/schema/describe-route.ts";
import { ANYTHING, NO_QUERY, objectOf, recordOf, text } from "../http/schema/json-schema.ts";

/** A key and some room. */
const MAX_BODY_BYTES = 4_096;

interface KeyBody {
  readonly api_key: string;
}

const KEY_BODY = { types: ["application/json"], schema: objectOf<KeyBody>({ api_key: text("An API key.") }) } as const;
const TAKES_KEY = { group: "agentops", query: NO_QUERY, body: KEY_BODY, open: true } as const;
const KEY_PROBLEMS = ["malformed_body", "body_too_large", "unsupported_content_type", "invalid_key"] as const;

interface ProjectToken {
  readonly token: string;
  readonly project_id: string;
  readonly project_prem_status: string;
}

const TOKEN = describeRoute({
  ...TAKES_KEY,
  id: "agentopsToken",
  summary: "A token for a key, of 30 days",
  answers: {
    200: jsonAnswer(
      "As AgentOps answers",
      objectOf<ProjectToken>({ token: text(), project_id: text(), project_prem_status: text() }),
    ),
  },
  problems: KEY_PROBLEMS,
});

const BEARER = describeRoute({
  ...TAKES_KEY,
  id: "agentopsBearer",
  summary: "A token for a key, for the routes below /public/v1",
  answers: { 200: jsonAnswer("As AgentOps answers", objectOf<{ bearer: string }>({ bearer: text() })) },
  problems: KEY_PROBLEMS,
});

const CHECK = describeRoute({
  id: "agentopsCheckToken",
  group: "agentops",
  summary: "What a token says",
  query: NO_QUERY,
  answers: {
    200: jsonAnswer(
      "As AgentOps answers",
      objectOf<{ message: string; payload: object; expires_at: string }>({
        message: text(),
        payload: recordOf(ANYTHING, { description: "Its claims; exp is seconds since 1970." }),
        expires_at: text(),
      }),
    ),
  },
  problems: ["invalid_key"],
});

export interface TokenRoutesSettings {
  readonly authenticate: Authenticate;
  readonly issueToken: IssueToken;
  /** Of those whose key is wrong. */
  readonly denialLimit: RateLimit;
}

/** On scopes of their own that are not guarded: the key comes in the body. */
export function registerTokenRoutes(app: FastifyInstance, settings: TokenRoutesSettings): void {
  const { authenticate, issueToken, denialLimit } = settings;
  acceptJson(app, MAX_BODY_BYTES);

  const letIn = ({ headers, body, ip }: FastifyRequest<{ Body: KeyBody }>): Promise<Access> =>
    authenticate({ ...headers, "x-agentops-api-key": body.api_key }).catch((denied: unknown) => {
      denialLimit.take(ip);
      throw denied;
    });

  app.route<{ Body: KeyBody }>({
    method: "POST",
    url: "/v3/auth/token",
    schema: TOKEN,
    handler: async (request): Promise<ProjectToken> => {
      const access = await letIn(request);
      return { token: await issueToken(access), project_id: access.project.id, project_prem_status: "pro" };
    },
  });

  app.route<{ Body: KeyBody }>({
    method: "POST",
    url: "/public/v1/auth/access_token",
    schema: BEARER,
    handler: async (request) => ({ bearer: await issueToken(await letIn(request)) }),
  });
}

/** On a scope that is guarded. */
export function registerTokenCheck(app: FastifyInstance): void {
  app.route({
    method: "GET",
    url: "/v3/auth/token",
    schema: CHECK,
    handler: async (request) => {
      const token = tokenOf(request.headers);
      if (token === undefined) throw new Problem("invalid_key", "a token is expected as a Bearer");
      return {
        message: "JWT token is valid",
        payload: token.claims,
        expires_at: new Date(token.claims.exp * 1_000).toISOString(),
      };
    },
  });
}
