/** Starts processes of the fault harness, and kills them as their plans say. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { CLEAN_ENVIRONMENT } from "../clean-environment.ts";
import { isForced, type Plan } from "./plan.ts";

export interface Dead {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

export interface DyingProcess {
  readonly kill: (signal: NodeJS.Signals) => void;
  /** When it and everything that it has started is over. */
  readonly over: Promise<Dead>;
}

/** @param onOutput told what it has printed so far */
export function startProcess(
  file: string,
  environment: Readonly<Record<string, string>>,
  onOutput: (output: string) => void = () => {},
): DyingProcess {
  const child = spawn(process.execPath, ["--conditions=@rootspan/source", join("test/faults", file)], {
    env: { ...CLEAN_ENVIRONMENT, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
    onOutput(output);
  });
  child.stderr.on("data", (chunk) => void (errors += chunk));
  return {
    kill: (signal) => void child.kill(signal),
    over: new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal, output, errors }))),
  };
}

/** Once in hundreds of rounds a process goes on after a signal: whoever sent it does so again, and it is counted. */
const REPEAT_MS = 5_000;

export interface DyingApp extends DyingProcess {
  /** How often the signal was sent again. */
  readonly signalsAgain: () => number;
}

export function startApp(plan: Plan, environment: Readonly<Record<string, string>>): DyingApp {
  let isKilled = false;
  let signals = 0;
  const app = startProcess("app.ts", { ...environment, FAULT_PLAN: JSON.stringify(plan) }, (told) => {
    if (!isForced(plan.death) || isKilled || told.length < plan.atTestimony) return;
    isKilled = true;
    const { death } = plan;
    const again = setInterval(() => {
      signals += 1;
      app.kill(death);
    }, REPEAT_MS);
    setTimeout(() => app.kill(death), plan.delayMs);
    void app.over.then(() => clearInterval(again));
  });
  return { ...app, signalsAgain: () => signals };
}
