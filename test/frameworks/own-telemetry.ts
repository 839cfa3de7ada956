/** OpenTelemetry as an application sets it up for itself, with its instrumentations of `node:http` and of `fetch`. */
import type Http from "node:http";
import { createRequire } from "node:module";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";

/** Of a span that the application's own exporter got. */
export interface OwnSpan {
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
}

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.register();
for (const instrumentation of [new HttpInstrumentation(), new UndiciInstrumentation()]) {
  instrumentation.setTracerProvider(provider);
  instrumentation.enable();
}

/** The instrumentation sees modules that are required after it. */
export const http = createRequire(import.meta.url)("node:http") as typeof Http;

/** What the exporter got until now: of requests, which are the only ones with these kinds. */
export function ownSpans(): readonly OwnSpan[] {
  return exporter.getFinishedSpans().map((span) => ({
    kind: span.kind,
    traceId: span.spanContext().traceId,
    spanId: span.spanContext().spanId,
    parentSpanId: span.parentSpanContext?.spanId,
  }));
}
