/** OpenTelemetry with sessions of its own: no `init()`, and one exporter for everything. */
const { OTLPTraceExporter } = require("@opentelemetry/exporter-trace-otlp-http");
const { ExpressInstrumentation } = require("@opentelemetry/instrumentation-express");
const { HttpInstrumentation } = require("@opentelemetry/instrumentation-http");
const { UndiciInstrumentation } = require("@opentelemetry/instrumentation-undici");
const { NodeSDK } = require("@opentelemetry/sdk-node");
const { BatchSpanProcessor } = require("@opentelemetry/sdk-trace");
const { LangChainInstrumentation } = require("@rootspan/instrumentations/langchain"); // rootspan
const { OpenAIInstrumentation } = require("@rootspan/instrumentations/openai"); // rootspan
const { SessionSpanProcessor } = require("@rootspan/sdk"); // rootspan

const batches = new BatchSpanProcessor({ exporter: new OTLPTraceExporter() });
const sdk = new NodeSDK({
  serviceName: "weather",
  spanProcessors: [new SessionSpanProcessor(), batches], // rootspan, not: spanProcessors: [batches],
  instrumentations: [
    new OpenAIInstrumentation(), // rootspan
    new LangChainInstrumentation(), // rootspan
    new HttpInstrumentation(),
    new UndiciInstrumentation(),
    new ExpressInstrumentation(),
  ],
});
sdk.start();
process.once("SIGTERM", () => void sdk.shutdown().finally(() => process.exit(3)));
