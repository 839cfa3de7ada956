/** OTLP over gRPC, by OpenTelemetry's own exporter and by a bare client. */
import { gzipSync } from "node:zlib";
import { type CallOptions, Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { message, text } from "./otlp/write-request.ts";
import { openServerUnderTest, type ServerUnderTest } from "./http/server-under-test.ts";
import { newSessionId, newSpanId, newTraceId } from "./spans.ts";

let server: ServerUnderTest;
let client: Client;

beforeAll(async () => {
  server = await openServerUnderTest({ grpcPort: 0, maxBody: "64KiB" }, ["acme", "other"]);
  client = new Client(`127.0.0.1:${server.grpcPort}`, credentials.createInsecure());
});

afterAll(async () => {
  client.close();
  await server.close();
});

const TRACES = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
const LOGS = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
const METRICS = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

/** Resolves to the answer's bytes. @throws ServiceError */
function call(path: string, body: Buffer, headers: Record<string, string> = {}, to = client): Promise<Buffer> {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  const options: CallOptions = { deadline: Date.now() + 30_000 };
  return new Promise((resolve, reject) => {
    const asIs = (bytes: Buffer): Buffer => bytes;
    to.makeUnaryRequest(path, asIs, asIs, body, metadata, options, (error, answer) => {
      if (error === null) resolve(answer!);
      else reject(error);
    });
  });
}

const faultOf = (answer: Promise<unknown>): Promise<ServiceError> =>
  answer.then(
    () => Promise.reject(new Error("it was taken")),
    (error: unknown) => error as ServiceError,
  );

const requestOf = (traceId: string, spanId = newSpanId(), name = "work"): Buffer => {
  const span = Buffer.concat([
    message(1, Buffer.from(traceId, "hex")),
    message(2, Buffer.from(spanId, "hex")),
    text(5, name),
  ]);
  return message(1, message(2, message(2, span)));
};

const spansOf = async (id: string, key?: string): Promise<number | undefined> =>
  (await server.get(`/v2/sessions/${id}`, key === undefined ? {} : { authorization: `Bearer ${key}` })).body.spans;

it.each(["none", "gzip"] as const)(
  "takes the spans of the official exporter, with compression %s",
  async (compression) => {
    const metadata = new Metadata();
    metadata.set("x-rootspan-api-key", server.keys[0]!);
    const exporter = new OTLPTraceExporter({
      url: `http://127.0.0.1:${server.grpcPort}`,
      metadata,
      compression: compression as never,
    });
    const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
    const id = newSessionId();
    for (let index = 0; index < 20; index++)
      provider
        .getTracer("test")
        .startSpan("work", { attributes: { "session.id": id } })
        .end();
    await provider.shutdown();
    expect(await spansOf(id, server.keys[0])).toBe(20);
    expect(await spansOf(id, server.keys[1])).toBeUndefined();
  },
);

it("takes spans again once, and tells which cannot be", async () => {
  const traceId = newTraceId();
  const request = requestOf(traceId, "1".repeat(16));
  expect(await call(TRACES, request)).toHaveLength(0);
  expect(await call(TRACES, request)).toHaveLength(0);
  expect(await spansOf(traceId)).toBe(1);
  expect((await call(TRACES, requestOf("abcd"))).toString()).toContain("not 16 bytes");
});

it("takes logs and metrics as over HTTP", async () => {
  expect(await call(LOGS, Buffer.alloc(0))).toHaveLength(0);
  expect(await call(METRICS, Buffer.alloc(0))).toHaveLength(0);
  const broken = await faultOf(call(LOGS, Buffer.from([0x0a, 5, 1])));
  expect(broken).toMatchObject({ code: 3, details: expect.stringContaining("at byte") });
});

it("asks for keys as HTTP does", async () => {
  const id = newTraceId();
  expect(await faultOf(call(TRACES, requestOf(id), { "x-rootspan-api-key": newSessionId() }))).toMatchObject({
    code: 16,
  });
  expect(await faultOf(call(TRACES, requestOf(id), { "x-forwarded-for": "1.2.3.4" }))).toMatchObject({ code: 16 });
  const reader = await server.createKey("acme", "read");
  expect(await faultOf(call(TRACES, requestOf(id), { authorization: `Bearer ${reader}` }))).toMatchObject({ code: 7 });
  const sender = await server.createKey("acme", "ingest");
  await call(TRACES, requestOf(id), { authorization: `Bearer ${sender}` });
  expect(await spansOf(id, server.keys[0])).toBe(1);
});

it("refuses what is too large, before and after decompression", async () => {
  const large = requestOf(newTraceId(), newSpanId(), "x".repeat(70_000));
  expect(await faultOf(call(TRACES, large))).toMatchObject({ code: 8 });
  const packing = new Client(`127.0.0.1:${server.grpcPort}`, credentials.createInsecure(), {
    "grpc.default_compression_algorithm": 2,
  });
  expect(gzipSync(large).length).toBeLessThan(1_000);
  expect(await faultOf(call(TRACES, large, {}, packing))).toMatchObject({ code: 8 });
  packing.close();
  expect((await server.get("/healthz")).status).toBe(200);
});

it("puts off those who ask too often, and says for how long", async () => {
  const limited = await openServerUnderTest({ grpcPort: 0, rateLimit: 0.1 }, ["acme"]);
  const to = new Client(`127.0.0.1:${limited.grpcPort}`, credentials.createInsecure());
  const key = { "x-rootspan-api-key": limited.keys[0]! };
  let error: ServiceError | undefined;
  for (let count = 0; count < 10 && error === undefined; count++) {
    error = await call(TRACES, Buffer.alloc(0), key, to).then(
      () => undefined,
      (fault: unknown) => fault as ServiceError,
    );
  }
  expect(error).toMatchObject({ code: 8 });
  const [details] = error!.metadata.get("grpc-status-details-bin") as [Buffer];
  expect(details.toString("latin1")).toContain("type.googleapis.com/google.rpc.RetryInfo");
  to.close();
  await limited.close();
});

it("does not start where its port is in use", async () => {
  // The library tells of it there, too.
  const told = jest.spyOn(console, "error").mockImplementation();
  await expect(openServerUnderTest({ grpcPort: server.grpcPort! })).rejects.toMatchObject({
    name: "StartError",
    message: expect.stringContaining("for gRPC"),
  });
  told.mockRestore();
});
