/** Keeps faults of ours away from the host. */
import type { DiagLogger } from "@opentelemetry/api";
import { joinRegistered, registeredGlobal } from "./api-registration.ts";
import { sharedState } from "./shared-state.ts";

type Level = "error" | "warn" | "info" | "debug";

/** The application's diagnostics, whichever version of the API they were registered by. */
export const log: Pick<DiagLogger, Level> = {
  error: (...message) => write("error", message),
  warn: (...message) => write("warn", message),
  info: (...message) => write("info", message),
  debug: (...message) => write("debug", message),
};

function write(level: Level, [message, ...details]: Parameters<DiagLogger[Level]>): void {
  try {
    registeredGlobal("diag")?.[level]("rootspan", message, ...details);
  } catch {
    // The application's own logger threw: there is nobody left to tell.
  }
}

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

/** Sees to it that what the application has registered is in reach, and tells once where its version is in the way. */
export function useRegisteredApi(): void {
  guard("useRegisteredApi", () => {
    const problem = joinRegistered();
    if (problem !== undefined) warnOnce(problem);
  });
}
