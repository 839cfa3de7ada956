/** OpenTelemetry's own instrumentation: chat by the conventions of 1.36, content as log records; responses by 1.38. */
import { createRequire } from "node:module";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OpenAIInstrumentation } from "@opentelemetry/instrumentation-openai";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import type * as openai from "openai";
import { CHAT_URL, createExporter, OTHER_URL, RECEIVER_URL } from "../environment.ts";
import { runAgent } from "../openai-agent.ts";

const tracerProvider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(createExporter())] });
tracerProvider.register();
const loggerProvider = new LoggerProvider({
  processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${RECEIVER_URL}/v1/logs` }) })],
});
const instrumentation = new OpenAIInstrumentation({ captureMessageContent: true });
instrumentation.setTracerProvider(tracerProvider);
instrumentation.setLoggerProvider(loggerProvider);
instrumentation.setMeterProvider(new MeterProvider());
instrumentation.enable();

const { OpenAI } = createRequire(import.meta.url)("openai") as typeof openai;
await tracerProvider.getTracer("application").startActiveSpan("POST /ask", async (span) => {
  const options = { apiKey: "sk-test", maxRetries: 0 };
  await runAgent({
    chat: new OpenAI({ ...options, baseURL: CHAT_URL }),
    other: new OpenAI({ ...options, baseURL: OTHER_URL }),
  });
  span.end();
});
await loggerProvider.forceFlush();
await tracerProvider.forceFlush();
