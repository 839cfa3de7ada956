/** An application on the 2.x line of the OpenTelemetry SDK. */
import { context, diag, trace } from "@opentelemetry/api";
import { NodeSDK, type NodeSDKConfiguration } from "@opentelemetry/sdk-node";
import { SimpleSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base";
import { OpenAI } from "openai";
import { type HostOptions, runScenario } from "../scenario.ts";

function startNodeSdk({ processors, exporter, sampler, instrumentations }: HostOptions): void {
  const configuration = {
    spanProcessors: [...processors, new SimpleSpanProcessor(exporter as SpanExporter)],
    ...(sampler !== undefined && { sampler }),
    instrumentations,
    metricReaders: [],
    logRecordProcessors: [],
  };
  new NodeSDK(configuration as unknown as NodeSDKConfiguration).start();
}

await runScenario({
  api: { context, diag, trace },
  OpenAI,
  loadRootspan: () => import("rootspan"),
  loadSdk: () => import("@rootspan/sdk"),
  loadInstrumentation: () => import("@rootspan/instrumentations/openai"),
  startNodeSdk,
});
