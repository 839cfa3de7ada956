/** Where spans go, and with which headers: by options, else by OpenTelemetry's own variables. */
import { readHeaders } from "./option-table.ts";
import type { Settings } from "./settings.ts";

/** Address of the receiver: where spans are posted to, without `/v1/traces`. */
export function baseAddress(url: string): string {
  return url.replace(/\/+(?:v1\/traces\/?)?$/, "");
}

/** Where spans are posted to. */
export function tracesUrl({ endpoint }: Settings): string {
  const traces = process.env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
  if (endpoint === undefined && traces) return traces;
  const base = endpoint ?? (process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] || "http://localhost:4318");
  return `${base.replace(/\/+$/, "")}/v1/traces`;
}

export function receiverHeaders({ apiKey, headers }: Settings): Record<string, string> {
  return {
    ...readHeaders(process.env["OTEL_EXPORTER_OTLP_HEADERS"] ?? ""),
    ...readHeaders(process.env["OTEL_EXPORTER_OTLP_TRACES_HEADERS"] ?? ""),
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    ...headers,
  };
}
