/** Whether an instrumentation of the application adds the trace to what `fetch` sends. */
import { propagation } from "@opentelemetry/api";

interface DiagnosticsChannels {
  hasSubscribers(name: string): boolean;
}

/**
 * OpenTelemetry's instrumentation of undici adds `traceparent` beside one that is there, and two count as none with
 * whoever gets them. Node.js tells of its requests by this channel, and that instrumentation listens to it.
 */
export function isFetchTraced(): boolean {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  const channels = process?.getBuiltinModule?.("node:diagnostics_channel") as DiagnosticsChannels | undefined;
  return channels?.hasSubscribers("undici:request:create") === true && propagation.fields().includes("traceparent");
}
