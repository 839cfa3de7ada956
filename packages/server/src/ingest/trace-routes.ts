/** `POST /v1/traces`: OTLP in. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { projectOf } from "../access/request-project.ts";
import { Problem } from "../http/problem.ts";
import { describeRoute } from "../http/schema/describe-route.ts";
import { toProblem } from "../http/to-problem.ts";
import type { ServerMetrics } from "../metrics/server-metrics.ts";
import type { ReportFault } from "../report-fault.ts";
import { InFlightBytes } from "./in-flight.ts";
import { OTLP_PROBLEM, OTLP_SUCCESS } from "./otlp-schema.ts";
import { FALLBACK_FORMAT, formatOf, OTLP_CONTENT_TYPES } from "./otlp-format.ts";
import { readBody } from "./read-body.ts";
import type { ReceiveSpans } from "./receive-spans.ts";

/** Room for this many bodies of the largest size at the same time. */
const BODIES_IN_FLIGHT = 4;

const TRACES = describeRoute({
  id: "receiveTraces",
  group: "ingest",
  summary: "Spans, as OTLP over HTTP sends them",
  description: "Answered once they are on the disk. Spans that were sent before are no second ones.",
  body: {
    types: OTLP_CONTENT_TYPES,
    description: "An ExportTraceServiceRequest; content-encoding may be gzip, deflate or zstd.",
  },
  answers: {
    200: {
      description: "Taken, but for the spans that partialSuccess counts",
      content: { "application/x-protobuf": {}, "application/json": OTLP_SUCCESS },
    },
  },
  problemContent: { "application/x-protobuf": {}, "application/json": OTLP_PROBLEM },
  problems: [
    "malformed_body",
    "aborted_body",
    "body_too_large",
    "unsupported_content_type",
    "unsupported_content_encoding",
  ],
});

export interface TraceRoutesSettings {
  readonly receiveSpans: ReceiveSpans;
  readonly maxBodyBytes: number;
  readonly metrics: Pick<ServerMetrics, "receivedBytes">;
  readonly reportFault: ReportFault;
}

/** Registered on a scope of its own: it answers errors as OTLP says, and reads bodies itself. */
export function registerTraceRoutes(app: FastifyInstance, settings: TraceRoutesSettings): void {
  const { receiveSpans, maxBodyBytes, metrics, reportFault } = settings;
  const inFlight = new InFlightBytes(BODIES_IN_FLIGHT * maxBodyBytes);

  app.setErrorHandler((error: unknown, request, reply) => sendProblem(request, reply, toProblem(error, reportFault)));

  app.post("/traces", { schema: TRACES }, async (request, reply) => {
    const format = formatOf(request.headers["content-type"]);
    if (format === undefined) {
      throw new Problem("unsupported_content_type", `content-type must be ${OTLP_CONTENT_TYPES.join(" or ")}`);
    }
    const lease = inFlight.open();
    try {
      const body = await readBody(request.raw, { maxBytes: maxBodyBytes, lease });
      metrics.receivedBytes.add(body.length);
      const rejected = await receiveSpans(projectOf(request).id, format.decode(body));
      return await reply.type(format.contentType).send(format.encodeSuccess(rejected));
    } finally {
      lease.end();
    }
  });
}

function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const format = formatOf(request.headers["content-type"]) ?? FALLBACK_FORMAT;
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type(format.contentType)
    .send(format.encodeProblem(problem, request.url));
}
