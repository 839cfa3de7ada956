/** Where faults of ours go: to OpenTelemetry's diagnostics, never to the host. */
import { diag } from "@opentelemetry/api";

export function reportFault(where: string, fault: unknown): void {
  try {
    diag.error(`rootspan: ${where} failed; the call itself is not affected`, fault);
  } catch {
    // The host's own diagnostics logger threw: there is nobody left to tell.
  }
}
