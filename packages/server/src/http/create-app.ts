/** The HTTP server without its routes: limits, headers and errors are the same for all of them. */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Log } from "../log/log.ts";
import type { ReportFault } from "../report-fault.ts";
import type { ProxyTrust } from "../settings/read-network.ts";
import { addCors } from "./add-cors.ts";
import { logRequests } from "./log-requests.ts";
import { Problem, toProblemBody } from "./problem.ts";
import { setDeadlines } from "./request-deadline.ts";
import { compileSchema } from "./schema/compile-schema.ts";
import { toProblem } from "./to-problem.ts";

/** No page may read what is answered here, embed it, or keep it. */
const SECURITY_HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

const MAX_PATH_PARAMETER = 1_000;

export interface AppSettings {
  /** For the headers of a request, and again for its body; see `restartDeadline`. */
  readonly requestTimeoutMs: number;
  /** As `/rootspan`; empty without one. */
  readonly basePath: string;
  readonly trustProxy: ProxyTrust;
  readonly corsOrigins: readonly string[];
  readonly log: Log;
  readonly reportFault: ReportFault;
}

export function createApp(settings: AppSettings): FastifyInstance {
  const { requestTimeoutMs, basePath, trustProxy, corsOrigins, log, reportFault } = settings;
  const answer = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    sendProblem(request, reply, toProblem(error, reportFault));
  const app = Fastify({
    http: {
      headersTimeout: Math.min(60_000, requestTimeoutMs),
      // How often Node looks for headers that take too long.
      connectionsCheckingInterval: Math.min(5_000, Math.ceil(requestTimeoutMs / 2)),
    },
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER },
    // Some proxies take the path off, some leave it: both are answered.
    rewriteUrl: ({ url = "/" }) => withoutBasePath(url, basePath),
    trustProxy: typeof trustProxy === "boolean" ? trustProxy : [...trustProxy],
    frameworkErrors: (error, request, reply) => {
      reply.headers(SECURITY_HEADERS);
      answer(error, request, reply);
    },
  });
  setDeadlines(app.server, requestTimeoutMs);
  app.setValidatorCompiler(compileSchema);
  // Routes that take a body read it themselves.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.addHook("onRequest", async (_request, reply) => {
    reply.headers(SECURITY_HEADERS);
  });
  addCors(app, corsOrigins);
  logRequests(app, log);
  app.setErrorHandler(answer);
  app.setNotFoundHandler((request, reply) =>
    answer(new Problem("not_found", `there is no route ${request.method} ${pathOf(request)}`), request, reply),
  );
  return app;
}

function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type("application/problem+json")
    .send(Buffer.from(JSON.stringify(toProblemBody(problem, request.url))));
}

function pathOf(request: FastifyRequest): string {
  return request.url.split("?", 1)[0]!;
}

function withoutBasePath(url: string, basePath: string): string {
  if (basePath === "" || !url.startsWith(basePath)) return url;
  const rest = url.slice(basePath.length);
  if (rest.startsWith("/")) return rest;
  return rest === "" || rest.startsWith("?") ? `/${rest}` : url;
}
