/** Runs an application of this folder as a process of its own. */
import { spawn } from "node:child_process";
import { CLEAN_ENVIRONMENT } from "../clean-environment.ts";
import type { Combination, Told } from "./combination.ts";

export interface HostRun extends Told {
  readonly code: number | null;
  readonly errors: string;
}

/** The line of the OpenTelemetry SDK, and how the copies of its API are laid out: see `api-layout.ts`. */
export interface Place {
  readonly line: 2 | 3;
  readonly layout?: "npm" | "one";
}

/** @param environment what the process has besides `PATH` */
export async function runHost(
  { line, layout }: Place,
  combination: Combination,
  environment: Readonly<Record<string, string>>,
): Promise<HostRun> {
  const child = spawn(
    process.execPath,
    [
      "--conditions=@rootspan/source",
      ...(layout === undefined ? [] : ["--import=./test/hosts/api-layout.ts"]),
      `test/hosts/opentelemetry-${line}/app.ts`,
      JSON.stringify(combination),
    ],
    {
      env: {
        ...CLEAN_ENVIRONMENT,
        ...environment,
        ...(layout !== undefined && { API_LAYOUT: layout }),
      },
    },
  );
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => void (output += chunk));
  child.stderr.on("data", (chunk) => void (errors += chunk));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const told = output === "" ? { spans: [], sessions: {}, registered: [], diag: [] } : (JSON.parse(output) as Told);
  return { code, errors, ...told };
}
