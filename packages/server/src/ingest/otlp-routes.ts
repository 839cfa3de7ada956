/** `POST /v1/traces`, `/v1/logs` and `/v1/metrics`: OTLP in. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { projectOf } from "../access/request-project.ts";
import { freeMemory } from "../free-memory.ts";
import { Problem } from "../http/problem.ts";
import { type DescribedSchema, describeRoute } from "../http/schema/describe-route.ts";
import { toProblem } from "../http/to-problem.ts";
import type { ServerMetrics } from "../metrics/server-metrics.ts";
import type { PartialSuccess } from "../otlp/encode-response.ts";
import type { ReportFault } from "../report-fault.ts";
import { InFlightBytes } from "./in-flight.ts";
import { FALLBACK_FORMAT, formatOf, OTLP_CONTENT_TYPES, type OtlpFormat } from "./otlp-format.ts";
import { OTLP_PROBLEM, OTLP_SUCCESS } from "./otlp-schema.ts";
import { readBody } from "./read-body.ts";
import type { ReceiveTelemetry } from "./receive-telemetry.ts";

/** Room for this many bodies of the largest size at the same time. */
const BODIES_IN_FLIGHT = 4;

function describe(id: string, summary: string, description: string): DescribedSchema {
  return describeRoute({
    id,
    group: "ingest",
    summary,
    description,
    body: {
      types: OTLP_CONTENT_TYPES,
      description: "An export request; content-encoding may be gzip, deflate or zstd.",
    },
    answers: {
      200: {
        description: "Taken, but for what partialSuccess counts",
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
}

const TRACES = describe(
  "receiveTraces",
  "Spans, as OTLP over HTTP sends them",
  "Answered once they are on the disk. Spans that were sent before are no second ones.",
);
const LOGS = describe(
  "receiveLogs",
  "Log records, of which those that are GenAI events or exceptions go to their spans",
  "They may come before their span, after it, and again. All other records are discarded.",
);
const METRICS = describe(
  "receiveMetrics",
  "Metrics, which are discarded",
  "Taken so that an exporter of everything has no errors.",
);

/** @returns what was refused */
type Take = (projectId: string, format: OtlpFormat, body: Buffer) => Promise<PartialSuccess | undefined | void>;

export interface OtlpRoutesSettings {
  readonly receive: ReceiveTelemetry;
  readonly maxBodyBytes: number;
  readonly metrics: Pick<ServerMetrics, "receivedBytes" | "discardedMetrics">;
  readonly reportFault: ReportFault;
}

/** Registered on a scope of its own: it answers errors as OTLP says, and reads bodies itself. */
export function registerOtlpRoutes(app: FastifyInstance, settings: OtlpRoutesSettings): void {
  const { receive, maxBodyBytes, metrics, reportFault } = settings;
  const inFlight = new InFlightBytes(BODIES_IN_FLIGHT * maxBodyBytes);

  app.setErrorHandler((error: unknown, request, reply) => sendProblem(request, reply, toProblem(error, reportFault)));

  const add = (url: string, schema: DescribedSchema, take: Take): void => {
    app.post(url, { schema }, async (request, reply) => {
      const format = formatOf(request.headers["content-type"]);
      if (format === undefined) {
        throw new Problem("unsupported_content_type", `content-type must be ${OTLP_CONTENT_TYPES.join(" or ")}`);
      }
      const lease = inFlight.open();
      try {
        const body = await readBody(request.raw, { maxBytes: maxBodyBytes, lease });
        metrics.receivedBytes.add(body.length);
        const rejected = (await take(projectOf(request).id, format, body)) ?? undefined;
        freeMemory(body);
        return await reply.type(format.contentType).send(format.encodeSuccess(rejected));
      } finally {
        lease.end();
      }
    });
  };

  add("/traces", TRACES, (projectId, format, body) => receive.spans(projectId, format.decodeSpans(body)));
  add("/logs", LOGS, (projectId, format, body) => receive.logs(projectId, format.decodeLogs(body)));
  add("/metrics", METRICS, async () => metrics.discardedMetrics.add(1));
}

function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const format = formatOf(request.headers["content-type"]) ?? FALLBACK_FORMAT;
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type(format.contentType)
    .send(format.encodeProblem(problem, request.url));
}
