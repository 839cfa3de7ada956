/** The HTTP server without its routes: limits, headers and errors are the same for all of them. */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { ReportFault } from "../report-fault.ts";
import { Problem, toProblemBody } from "./problem.ts";
import { setDeadlines } from "./request-deadline.ts";
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
  readonly reportFault: ReportFault;
}

export function createApp({ requestTimeoutMs, reportFault }: AppSettings): FastifyInstance {
  const answer = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    sendProblem(request, reply, toProblem(error, reportFault));
  const app = Fastify({
    http: {
      headersTimeout: Math.min(60_000, requestTimeoutMs),
      // How often Node looks for headers that take too long.
      connectionsCheckingInterval: Math.min(5_000, Math.ceil(requestTimeoutMs / 2)),
    },
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER },
    // Unknown query parameters are told, not dropped.
    ajv: { customOptions: { removeAdditional: false } },
    frameworkErrors: (error, request, reply) => {
      reply.headers(SECURITY_HEADERS);
      answer(error, request, reply);
    },
  });
  setDeadlines(app.server, requestTimeoutMs);
  // Routes that take a body read it themselves.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.addHook("onRequest", async (_request, reply) => {
    reply.headers(SECURITY_HEADERS);
  });
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
