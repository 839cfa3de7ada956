/** Where spans go. */
import type { Settings } from "./settings.ts";

/** Address of the receiver without `/v1/traces`, from the option or from OpenTelemetry's own variables. */
export function receiverAddress({ endpoint }: Settings): string {
  const traces = process.env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]?.replace(/\/v1\/traces\/?$/, "");
  const address = endpoint || traces || process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] || "http://localhost:4318";
  return address.replace(/\/+$/, "");
}

export function receiverHeaders({ apiKey, headers }: Settings): Record<string, string> {
  return { ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }), ...headers };
}
