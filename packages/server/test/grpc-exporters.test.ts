/** OpenTelemetry's own exporters of logs and metrics over gRPC. */
import { Metadata } from "@grpc/grpc-js";
import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-grpc";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-grpc";
import { LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { openServerUnderTest, type ServerUnderTest } from "./http/server-under-test.ts";
import { newSessionId, spanOf } from "./spans.ts";

let server: ServerUnderTest;
let settings: { readonly url: string; readonly metadata: Metadata };

beforeAll(async () => {
  server = await openServerUnderTest({ grpcPort: 0 }, ["acme"]);
  const metadata = new Metadata();
  metadata.set("x-rootspan-api-key", server.keys[0]!);
  settings = { url: `http://127.0.0.1:${server.grpcPort}`, metadata };
});

afterAll(() => server.close());

const asKeyHolder = (): Record<string, string> => ({ "x-rootspan-api-key": server.keys[0]! });

async function metric(name: string): Promise<string | undefined> {
  const { bytes } = await server.get("/metrics", asKeyHolder());
  return new RegExp(`^${name} (\\S+)$`, "m").exec(bytes.toString())?.[1];
}

it("an exception in a log goes to its span, and a plain line is counted", async () => {
  const id = newSessionId();
  const span = spanOf(id);
  expect((await server.send([span], asKeyHolder())).status).toBe(200);
  const exporter = new OTLPLogExporter(settings);
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger("test");
  const within = trace.setSpanContext(ROOT_CONTEXT, { traceId: span.traceId, spanId: span.spanId, traceFlags: 1 });
  logger.emit({
    eventName: "exception",
    context: within,
    attributes: { "exception.type": "TimeoutError", "exception.message": "no answer", big: 2 ** 40 },
  });
  logger.emit({ body: "a line", context: within });
  await provider.shutdown();
  const { body } = await server.get(`/v2/sessions/${id}/spans/${span.spanId}`, asKeyHolder());
  expect(body.events).toMatchObject([
    {
      name: "exception",
      attributes: { "exception.type": "TimeoutError", "exception.message": "no answer", big: 2 ** 40 },
    },
  ]);
  expect(await metric("rootspan_discarded_log_records_total")).toBe("1");
});

it("metrics are taken, and counted", async () => {
  const reader = new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter(settings) });
  const provider = new MeterProvider({ readers: [reader] });
  provider.getMeter("test").createHistogram("gen_ai.client.operation.duration").record(0.5, { model: "gpt-4o" });
  await reader.forceFlush();
  expect(await metric("rootspan_discarded_metric_requests_total")).toBe("1");
  await provider.shutdown();
});
