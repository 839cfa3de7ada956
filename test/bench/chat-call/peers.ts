/** Peers, set up as their documentation says, with content, and each with one exporter and one batch processor. */
import { OpenAIInstrumentation as OpenInference } from "@arizeai/openinference-instrumentation-openai";
import { observeOpenAI } from "@langfuse/openai";
import { LangfuseSpanProcessor } from "@langfuse/otel";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { BatchSpanProcessor, NodeTracerProvider, type SpanProcessor } from "@opentelemetry/sdk-trace-node";
import { OpenAIInstrumentation as OpenLLMetry } from "@traceloop/instrumentation-openai";
import type OpenAI from "openai";

export interface Observed {
  readonly client: OpenAI;
  readonly flush: () => Promise<void>;
}

export function createExporter(): OTLPTraceExporter {
  return new OTLPTraceExporter({ url: `${process.env["ROOTSPAN_ENDPOINT"]}/v1/traces` });
}

export function openProvider(processor: SpanProcessor = new BatchSpanProcessor(createExporter())): NodeTracerProvider {
  const provider = new NodeTracerProvider({ spanProcessors: [processor] });
  provider.register();
  return provider;
}

export function openLLMetry(client: OpenAI): Observed {
  const provider = openProvider();
  const instrumentation = new OpenLLMetry({ traceContent: true });
  instrumentation.setTracerProvider(provider);
  instrumentation.manuallyInstrument(client.constructor);
  return { client, flush: () => provider.forceFlush() };
}

export function openInference(client: OpenAI): Observed {
  const provider = openProvider();
  const instrumentation = new OpenInference();
  instrumentation.setTracerProvider(provider);
  instrumentation.manuallyInstrument(client.constructor as never);
  return { client, flush: () => provider.forceFlush() };
}

export function langfuse(client: OpenAI): Observed {
  const keys = { publicKey: "pk-benchmark", secretKey: "sk-benchmark" };
  const provider = openProvider(new LangfuseSpanProcessor({ ...keys, exporter: createExporter() }));
  return { client: observeOpenAI(client), flush: () => provider.forceFlush() };
}
