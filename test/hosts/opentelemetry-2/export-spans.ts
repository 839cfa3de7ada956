/** Sends spans by the official exporters of the 2.x line: `export-spans.ts URL json|proto none|gzip`. */
import * as api from "@opentelemetry/api";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { makeSpans } from "../make-spans.ts";

const [, , url = "", form, compression] = process.argv;
const Exporter = form === "proto" ? ProtobufExporter : JsonExporter;
const exporter = new Exporter({ url, compression } as ConstructorParameters<typeof Exporter>[0]);
const configuration = { spanProcessors: [new BatchSpanProcessor(exporter)], instrumentations: [], metricReaders: [] };
const sdk = new NodeSDK(configuration);
sdk.start();
makeSpans(api);
await sdk.shutdown();
