/**
 * OTLP over gRPC: the same three exports as over HTTP, with the same keys, limits and answers. Messages are taken as
 * bytes, so that one decoder serves both. Without TLS, which is a proxy's.
 */
import type * as Grpc from "@grpc/grpc-js";
import type { Metadata, MethodDefinition, ServerUnaryCall, sendUnaryData, StatusObject } from "@grpc/grpc-js";
import type { Admit } from "../access/admit.ts";
import { toProblem } from "../http/to-problem.ts";
import { InFlightBytes } from "../ingest/in-flight.ts";
import type { ReceiveTelemetry } from "../ingest/receive-telemetry.ts";
import type { ServerMetrics } from "../metrics/server-metrics.ts";
import { decodeLogsProtobuf } from "../otlp/decode-logs-protobuf.ts";
import { decodeSentSpans } from "../otlp/decode-protobuf.ts";
import { encodeProtobufSuccess, type PartialSuccess } from "../otlp/encode-response.ts";
import type { ReportFault } from "../report-fault.ts";
import type { Tracing } from "../tracing/tracing.ts";
import { StartError } from "../start-error.ts";
import { toRpcStatus } from "./rpc-status.ts";

/** Room for this many messages of the largest size at the same time. */
const MESSAGES_IN_FLIGHT = 4;

export interface GrpcSettings {
  readonly host: string;
  readonly port: number;
  readonly maxBodyBytes: number;
  readonly shutdownTimeoutMs: number;
  readonly admit: Admit;
  readonly receive: ReceiveTelemetry;
  readonly metrics: Pick<ServerMetrics, "receivedBytes" | "discardedMetrics">;
  readonly tracing: Pick<Tracing, "startRequest">;
  readonly reportFault: ReportFault;
}

export interface GrpcServer {
  readonly port: number;
  /** Lets calls finish within the time for it, then cuts them off. */
  close(): Promise<void>;
}

/** @returns what was refused */
type Take = (projectId: string, body: Buffer) => Promise<PartialSuccess | undefined | void>;

interface Service {
  /** Of the service in `opentelemetry.proto.collector`. */
  readonly name: string;
  /** The route over HTTP, by which keys are told apart. */
  readonly route: string;
  readonly take: Take;
}

/** @throws StartError when the port cannot be had, or gRPC is not installed */
export async function openGrpc(settings: GrpcSettings): Promise<GrpcServer> {
  const { host, port, maxBodyBytes, shutdownTimeoutMs, receive, metrics } = settings;
  const grpc = await load();
  const server = new grpc.Server({ "grpc.max_receive_message_length": maxBodyBytes });
  const services: readonly Service[] = [
    {
      name: "trace.v1.TraceService",
      route: "/v1/traces",
      take: (id, body) => receive.spans(id, decodeSentSpans(body)),
    },
    { name: "logs.v1.LogsService", route: "/v1/logs", take: (id, body) => receive.logs(id, decodeLogsProtobuf(body)) },
    { name: "metrics.v1.MetricsService", route: "/v1/metrics", take: async () => metrics.discardedMetrics.add(1) },
  ];
  const answer = createAnswer(settings, () => new grpc.Metadata());
  for (const service of services) {
    server.addService({ Export: definitionOf(service.name) }, { Export: answer(service) });
  }
  const bound = await new Promise<number>((resolve, reject) => {
    const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
    server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error, boundPort) => {
      if (error === null) resolve(boundPort);
      else reject(new StartError(`cannot listen on ${address} for gRPC: ${error.message}`, { cause: error }));
    });
  });
  return { port: bound, close: () => closeWithin(server, shutdownTimeoutMs) };
}

/** Only where it is asked for: it takes a while to load, and may be left out of an installation. */
async function load(): Promise<typeof Grpc> {
  try {
    return await import("@grpc/grpc-js");
  } catch (error) {
    throw new StartError("gRPC needs the package @grpc/grpc-js, which is not installed", { cause: error });
  }
}

const asIs = (bytes: Buffer): Buffer => bytes;

function definitionOf(service: string): MethodDefinition<Buffer, Buffer> {
  return {
    path: `/opentelemetry.proto.collector.${service}/Export`,
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
}

type Call = ServerUnaryCall<Buffer, Buffer>;

function createAnswer(
  { admit, maxBodyBytes, metrics, tracing, reportFault }: GrpcSettings,
  newMetadata: () => Metadata,
) {
  const inFlight = new InFlightBytes(MESSAGES_IN_FLIGHT * maxBodyBytes);

  const respond = async ({ route, take }: Service, call: Call): Promise<Buffer> => {
    const lease = inFlight.open();
    try {
      lease.grow(call.request.length);
      const headers = { ...textsOf(call.metadata), host: call.getHost() };
      const { project } = await admit({ headers, address: addressOf(call.getPeer()), method: "POST", url: route });
      metrics.receivedBytes.add(call.request.length);
      return encodeProtobufSuccess((await take(project.id, call.request)) ?? undefined);
    } finally {
      lease.end();
    }
  };

  const toFailure = (error: unknown): Partial<StatusObject> => {
    const { code, message, details } = toRpcStatus(toProblem(error, reportFault));
    const metadata = newMetadata();
    if (details !== undefined) metadata.set("grpc-status-details-bin", details);
    return { code, details: message, metadata };
  };

  const answer = async (service: Service, call: Call, done: sendUnaryData<Buffer>): Promise<void> => {
    const span = tracing.startRequest({ method: "POST", route: call.getPath(), headers: textsOf(call.metadata) });
    let failure: Partial<StatusObject> | null = null;
    let response: Buffer | undefined;
    try {
      response = await (span === undefined ? respond(service, call) : span.within(() => respond(service, call)));
    } catch (error) {
      failure = toFailure(error);
    }
    span?.end({ "rpc.system": "grpc", "rpc.grpc.status_code": failure?.code ?? 0 }, failure !== null);
    done(failure, response);
  };
  return (service: Service) => (call: Call, done: sendUnaryData<Buffer>) => void answer(service, call, done);
}

/** What HTTP calls headers. */
function textsOf(metadata: Metadata): Readonly<Record<string, string>> {
  const texts = Object.entries(metadata.getMap()).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(texts);
}

/** `127.0.0.1:53211` and `[::1]:53211` without the port. */
function addressOf(peer: string): string {
  return peer.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

async function closeWithin(
  server: { tryShutdown(done: () => void): void; forceShutdown(): void },
  patienceMs: number,
): Promise<void> {
  const cutOff = setTimeout(() => server.forceShutdown(), patienceMs);
  await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  clearTimeout(cutOff);
}
