/** The way of a span from its end to the receiver. */
import { context, ProxyTracerProvider, trace } from "@opentelemetry/api";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { AlwaysOnSampler, NodeTracerProvider, type SpanExporter } from "@opentelemetry/sdk-trace-node";
import { SessionSpanProcessor } from "@rootspan/sdk";
import { ExportQueue } from "./export-queue.ts";
import { guardProcessor } from "./guard-processor.ts";
import { receiverAddress, receiverHeaders } from "./receiver-address.ts";
import { describeProcess } from "./resource.ts";
import { SessionContextManager } from "./session-context-manager.ts";
import { SessionIdGenerator } from "./session-id-generator.ts";
import type { Settings } from "./settings.ts";

export interface Pipeline {
  readonly provider: NodeTracerProvider;
  readonly queue: ExportQueue;
  /** Delivers what waits, within the export timeout, and takes everything back that was registered. */
  readonly close: () => Promise<void>;
}

export function openPipeline(settings: Settings): Pipeline {
  const queue = new ExportQueue(settings.exporter ?? createExporter(settings), settings);
  const provider = new NodeTracerProvider({
    resource: describeProcess(settings),
    // A session that is sampled out has no cost; the environment's sampler is for the application's own provider.
    sampler: new AlwaysOnSampler(),
    idGenerator: new SessionIdGenerator(),
    spanProcessors: [
      new SessionSpanProcessor(settings.prices === undefined ? {} : { prices: settings.prices }),
      ...(settings.spanProcessors ?? []).map(guardProcessor),
      queue,
    ],
  });
  const unregister = [offerProvider(provider), offerContextManager()];
  return {
    provider,
    queue,
    close: async () => {
      for (const undo of unregister) undo();
      await provider.shutdown();
    },
  };
}

/**
 * Lets tracers of the global API make spans here for as long as the application registers no provider of its own:
 * only the API's proxy is pointed at ours, so that a later registration succeeds and takes over.
 */
function offerProvider(provider: NodeTracerProvider): () => void {
  const proxy = trace.getTracerProvider();
  if (isRegistered("trace") || !(proxy instanceof ProxyTracerProvider)) return () => {};
  const before = proxy.getDelegate();
  proxy.setDelegate(provider);
  return () => {
    if (proxy.getDelegate() === provider) proxy.setDelegate(before);
  };
}

/** Any context manager serves ours and theirs alike, so the first one stays. */
function offerContextManager(): () => void {
  if (isRegistered("context")) return () => {};
  context.setGlobalContextManager(new SessionContextManager().enable());
  return () => context.disable();
}

function createExporter(settings: Settings): SpanExporter {
  const options = {
    // Without an address the exporter reads OpenTelemetry's own variables.
    ...(settings.endpoint !== undefined && { url: `${receiverAddress(settings)}/v1/traces` }),
    headers: receiverHeaders(settings),
    timeoutMillis: settings.exportTimeoutMs,
  };
  return settings.protocol === "http/json" ? new JsonExporter(options) : new ProtobufExporter(options);
}

/** The API offers no question that does not also log, so its registry is read. */
function isRegistered(part: "trace" | "context"): boolean {
  const registry = (globalThis as Record<symbol, unknown>)[Symbol.for("opentelemetry.js.api.1")];
  return typeof registry === "object" && registry !== null && part in registry;
}
