/** The way of a span from its end to the receiver. */
import { context, trace } from "@opentelemetry/api";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { AlwaysOnSampler, NodeTracerProvider, type SpanExporter } from "@opentelemetry/sdk-trace-node";
import { loadedApi, SessionSpanProcessor } from "@rootspan/sdk";
import { ExportQueue } from "./export-queue.ts";
import { openGlobalApi } from "./global-api.ts";
import { guardProcessor } from "./guard-processor.ts";
import { findLoadedApis } from "./loaded-apis.ts";
import { type OpenBacking, openBacking } from "./open-backing.ts";
import { receiverHeaders, tracesUrl } from "./receiver-address.ts";
import { describeProcess } from "./resource.ts";
import { SessionIdGenerator } from "./session-id-generator.ts";
import type { Settings } from "./settings.ts";

export interface Pipeline {
  readonly provider: NodeTracerProvider;
  readonly queue: ExportQueue;
  readonly backing: OpenBacking | undefined;
  /** Delivers what waits, within the export timeout, and takes everything back that the API was told. */
  readonly close: () => Promise<void>;
}

export function openPipeline(settings: Settings): Pipeline {
  const backing = openBacking(settings);
  const queue = new ExportQueue(settings.exporter ?? createExporter(settings), settings, backing);
  const provider = new NodeTracerProvider({
    resource: describeProcess(settings),
    // A session that is sampled out has no cost; the environment's sampler is for the application's own provider.
    sampler: new AlwaysOnSampler(),
    idGenerator: new SessionIdGenerator(),
    spanProcessors: [
      new SessionSpanProcessor(settings.prices === undefined ? {} : { prices: settings.prices }),
      ...(settings.spanProcessors ?? []).map(guardProcessor),
      ...(backing === undefined ? [] : [backing.processor]),
      queue,
    ],
  });
  const globalApi = openGlobalApi(provider);
  globalApi.offerTo({ trace, context });
  globalApi.offerTo(loadedApi);
  const stopLooking = settings.instrument === false ? () => {} : findLoadedApis(globalApi.offerTo);
  return {
    provider,
    queue,
    backing,
    close: async () => {
      stopLooking();
      globalApi.close();
      // First what counts: the other processors may take long, or fail.
      await queue.shutdown();
      backing?.close();
      await provider.shutdown();
    },
  };
}

function createExporter(settings: Settings): SpanExporter {
  const options = {
    url: tracesUrl(settings),
    headers: receiverHeaders(settings),
    timeoutMillis: settings.exportTimeoutMs,
  };
  return settings.protocol === "http/json" ? new JsonExporter(options) : new ProtobufExporter(options);
}
