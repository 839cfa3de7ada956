/** The way of a span from its end to the receiver. */
import { context, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { AlwaysOnSampler, NodeTracerProvider, type SpanExporter } from "@opentelemetry/sdk-trace-node";
import { SessionSpanProcessor } from "@rootspan/sdk";
import { ExportQueue } from "./export-queue.ts";
import { describeProcess } from "./resource.ts";
import { SessionContextManager } from "./session-context-manager.ts";
import { SessionIdGenerator } from "./session-id-generator.ts";
import type { Settings } from "./settings.ts";

export interface Pipeline {
  readonly provider: NodeTracerProvider;
  readonly queue: ExportQueue;
}

export function openPipeline(settings: Settings): Pipeline {
  const queue = new ExportQueue(settings.exporter ?? createExporter(settings), settings);
  const provider = new NodeTracerProvider({
    resource: describeProcess(settings.serviceName),
    // A session that is sampled out has no cost; the environment's sampler is for the application's own provider.
    sampler: new AlwaysOnSampler(),
    idGenerator: new SessionIdGenerator(),
    spanProcessors: [
      new SessionSpanProcessor(settings.prices === undefined ? {} : { prices: settings.prices }),
      ...(settings.spanProcessors ?? []),
      queue,
    ],
  });
  // Where the application has its own provider or context manager, that one stays.
  if (!isRegistered("trace")) trace.setGlobalTracerProvider(provider);
  if (!isRegistered("context")) context.setGlobalContextManager(new SessionContextManager().enable());
  return { provider, queue };
}

/** Address of the receiver without `/v1/traces`, from the option or from OpenTelemetry's own variables. */
export function receiverAddress({ endpoint }: Settings): string {
  const traces = process.env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]?.replace(/\/v1\/traces\/?$/, "");
  const address = endpoint ?? traces ?? process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "http://localhost:4318";
  return address.replace(/\/+$/, "");
}

function createExporter(settings: Settings): SpanExporter {
  return new OTLPTraceExporter({
    // Without an address the exporter reads OpenTelemetry's own variables.
    ...(settings.endpoint !== undefined && { url: `${receiverAddress(settings)}/v1/traces` }),
    headers: {
      ...(settings.apiKey !== undefined && { authorization: `Bearer ${settings.apiKey}` }),
      ...settings.headers,
    },
    timeoutMillis: settings.exportTimeoutMs,
  });
}

/** The API offers no question that does not also log, so its registry is read. */
function isRegistered(part: "trace" | "context"): boolean {
  const registry = (globalThis as Record<symbol, unknown>)[Symbol.for("opentelemetry.js.api.1")];
  return typeof registry === "object" && registry !== null && part in registry;
}
