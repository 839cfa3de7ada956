/** The way of a span from its end to the receiver. */
import { context, trace } from "@opentelemetry/api";
import { AlwaysOnSampler, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { loadedApi, SessionSpanProcessor } from "@rootspan/sdk";
import { type Connection, openConnection } from "./connection.ts";
import { ExportQueue } from "./export-queue.ts";
import { openGlobalApi } from "./global-api.ts";
import { guardProcessor } from "./guard-processor.ts";
import { findLoadedApis } from "./loaded-apis.ts";
import { type OpenBacking, openBacking } from "./open-backing.ts";
import { OtlpExporter } from "./otlp-exporter.ts";
import { OtlpSender } from "./otlp-sender.ts";
import { describeProcess } from "./resource.ts";
import { SessionIdGenerator } from "./session-id-generator.ts";
import type { Settings } from "./settings.ts";

export interface Pipeline {
  readonly provider: NodeTracerProvider;
  readonly queue: ExportQueue;
  readonly connection: Connection;
  readonly backing: OpenBacking | undefined;
  /** Delivers what waits, within the export timeout, and takes everything back that the API was told. */
  readonly close: () => Promise<void>;
}

export function openPipeline(settings: Settings): Pipeline {
  const connection = openConnection(settings);
  const sender = new OtlpSender(connection, settings.exportTimeoutMs);
  const backing = openBacking(settings, sender);
  const queue = new ExportQueue(settings.exporter ?? new OtlpExporter(sender, settings.protocol), settings, backing);
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
    connection,
    backing,
    close: async () => {
      stopLooking();
      globalApi.close();
      // First what counts: the other processors may take long, or fail.
      await queue.shutdown();
      backing?.close();
      connection.close();
      await provider.shutdown();
    },
  };
}
