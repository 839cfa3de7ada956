/** For each of OpenTelemetry's own variables a case that shows what it does, or that it does nothing. */
import {
  encoding,
  endsUnanswered,
  header,
  type OptionCase,
  params,
  pathsOf,
  resource,
  spansOf,
} from "./option-cases.ts";
import type { Receiver } from "./receiver.ts";

export type VariableCase = Pick<OptionCase, "environment" | "observe"> & { readonly text: string };

const anyProtocol = { OTEL_EXPORTER_OTLP_PROTOCOL: undefined };
const countSpans: OptionCase["observe"] = async (stage) => (await spansOf(stage)).length;

export function createVariableCases(receiver: Receiver): Readonly<Record<string, VariableCase>> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: { text: `${receiver.url}/theirs`, observe: pathsOf },
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: { text: `${receiver.url}/exact/v1/traces`, observe: pathsOf },
    OTEL_EXPORTER_OTLP_HEADERS: { text: "x-team=agents", observe: header("x-team") },
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: { text: "x-team=agents", observe: header("x-team") },
    OTEL_EXPORTER_OTLP_PROTOCOL: { text: "http/json", environment: anyProtocol, observe: encoding },
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: { text: "http/json", environment: anyProtocol, observe: encoding },
    OTEL_EXPORTER_OTLP_TIMEOUT: { text: "100", observe: endsUnanswered },
    OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: { text: "100", observe: endsUnanswered },
    OTEL_EXPORTER_OTLP_COMPRESSION: { text: "gzip", observe: header("content-encoding") },
    OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: { text: "gzip", observe: header("content-encoding") },
    OTEL_SERVICE_NAME: { text: "shop", observe: resource("service.name") },
    OTEL_RESOURCE_ATTRIBUTES: { text: "team=agents", observe: resource("team") },
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: { text: "NO_CONTENT", observe: params("a word") },
    OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: { text: "4", observe: params("a word") },
    OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: { text: "4", observe: params("a word") },
    OTEL_TRACES_SAMPLER: { text: "always_off", observe: countSpans },
    OTEL_SDK_DISABLED: { text: "true", observe: countSpans },
    OTEL_TRACES_EXPORTER: { text: "none", observe: countSpans },
  };
}
