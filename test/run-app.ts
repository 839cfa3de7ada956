/** Runs an application of `test/apps` as a process of its own, with a state folder that is gone afterwards. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLEAN_ENVIRONMENT } from "./clean-environment.ts";

export interface AppRun {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export function runApp(
  file: string,
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<AppRun> {
  const state = mkdtempSync(join(tmpdir(), "rootspan-state-"));
  const child = spawn(process.execPath, ["--conditions=@rootspan/source", join("test/apps", file), ...args], {
    env: { ...CLEAN_ENVIRONMENT, XDG_STATE_HOME: state, ...environment },
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => void (output += chunk));
  child.stderr.on("data", (chunk) => void (errors += chunk));
  return new Promise((resolve) =>
    child.on("close", (code) => {
      rmSync(state, { recursive: true, force: true });
      resolve({ code, output, errors });
    }),
  );
}
