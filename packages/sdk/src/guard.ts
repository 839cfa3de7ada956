/** Keeps faults of ours away from the host. */
import { diag } from "@opentelemetry/api";
import { sharedState } from "./shared-state.ts";

export const log: Pick<typeof diag, "error" | "warn" | "info" | "debug"> = diag.createComponentLogger({
  namespace: "rootspan",
});

/** Runs a hook of ours; a fault in it is counted and logged, and the hook counts as not there. */
export function guard<T>(where: string, hook: () => T): T | undefined {
  try {
    return hook();
  } catch (fault) {
    reportFault(where, fault);
    return undefined;
  }
}

export function reportFault(where: string, fault: unknown): void {
  sharedState().faults += 1;
  log.error(`fault in ${where}; the application is not affected`, fault);
}

/** Faults of Rootspan itself that were caught in this process. */
export function faultCount(): number {
  return sharedState().faults;
}

export function warnOnce(message: string): void {
  const { warned } = sharedState();
  if (warned.has(message)) return;
  warned.add(message);
  log.warn(message);
}
