/** Tells the operator of faults: one line of JSON each, and nothing of what clients sent. */

/** @param event what failed, in words that do not change */
export type ReportFault = (event: string, error: unknown) => void;

/** @param write takes one line */
export function createFaultReporter(write: (line: string) => void, now: () => number): ReportFault {
  return (event, error) => {
    write(`${JSON.stringify({ time: new Date(now()).toISOString(), level: "error", event, ...describe(error) })}\n`);
  };
}

/** Messages are left out, as they may quote a body: the name, the code and the place tell where to look. */
function describe(error: unknown): object {
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
