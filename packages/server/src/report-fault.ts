/** Tells the operator of faults, by what is known of them without what clients sent. */
import type { Log } from "./log/log.ts";

/** @param event what failed, in words that do not change */
export type ReportFault = (event: string, error: unknown) => void;

export function createFaultReporter(log: Log): ReportFault {
  return (event, error) => log("error", event, describe(error));
}

/** Messages are left out, as they may quote a body: the name, the code and the place tell where to look. */
function describe(error: unknown): Readonly<Record<string, unknown>> {
  if (typeof error !== "object" || error === null) return { error: typeof error };
  const { name, code, errstr, stack, cause } = error as Record<string, unknown>;
  const frames = typeof stack === "string" ? stack.split("\n").filter((line) => /^\s+at /.test(line)) : [];
  return {
    error: name,
    ...(code !== undefined && { code }),
    // What SQLite calls its result code, as "database or disk is full".
    ...(errstr !== undefined && { sqlite: errstr }),
    ...(cause !== undefined && { cause: describe(cause) }),
    at: frames.slice(0, 5).map((line) => line.trim()),
  };
}
