/** Runs an application that uses an SDK of others, as a process of its own. */
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SdkRun {
  readonly code: number | null;
  /** What it printed, and what the SDK did. */
  readonly printed: string;
  /** What the application got from the SDK: the line that begins with `RESULT`. */
  readonly result: ReturnType<typeof JSON.parse>;
}

/** @param file of `test/interop` */
export function runSdk(command: string, file: string, environment: Readonly<Record<string, string>>): Promise<SdkRun> {
  const child = spawn(command, [join(__dirname, file)], {
    cwd: __dirname,
    // AgentOps 0.3 looks for a file .env, and 0.4 writes agentops.log, where they run.
    env: {
      PATH: process.env["PATH"],
      HOME: tmpdir(),
      AGENTOPS_LOGGING_TO_FILE: "FALSE",
      PYTHONUNBUFFERED: "1",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => void (printed += String(chunk)));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const line = /^RESULT (.*)$/m.exec(printed)?.[1];
      resolve({ code, printed, result: line === undefined ? undefined : JSON.parse(line) });
    });
  });
}
