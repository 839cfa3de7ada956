/** Runs an application of `apps` twice, with Rootspan and without, as processes of their own. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AppName } from "./apps/run.ts";
import type { Receiver } from "./receiver.ts";
import { type Ended, type Root, toRoot } from "./root.ts";

/** What whoever started the process sees. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
  readonly errors: string;
}

export interface WatchedEnd extends ProcessEnd {
  /** Roots that have ended in the process. */
  readonly ended: readonly Root[];
  /** Roots that the receiver has. */
  readonly delivered: readonly Root[];
  /** `error.type` of each error event. */
  readonly errorEvents: readonly unknown[];
  /** Spans that could not be sent, as the process counted them last of all; one number a time that it was told. */
  readonly unsent: readonly number[];
}

export interface RunOptions {
  readonly nodeArguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What is done to the process once it has said that it is ready, and again the next time. */
  readonly signals?: readonly NodeJS.Signals[];
  /** In place of `signals`. */
  readonly onReady?: (child: ChildProcess) => unknown;
  /** The program that runs Node.js, and its arguments. */
  readonly within?: readonly string[];
}

interface Line extends Partial<Ended> {
  readonly counters?: { readonly waiting: number };
}

const PROGRAM = ["--conditions=@rootspan/source", join(__dirname, "apps/run.ts")];
const FLUSH_TIMEOUT_MS = "60000";

let runs = 0;

export async function runWatched(app: AppName, receiver: Receiver, options: RunOptions = {}): Promise<WatchedEnd> {
  return runNamed(nameRun(), app, receiver, options);
}

/** A name that the receiver knows the run by. */
export function nameRun(): string {
  runs += 1;
  return `run-${runs}`;
}

export async function runNamed(
  run: string,
  app: AppName,
  receiver: Receiver,
  options: RunOptions = {},
): Promise<WatchedEnd> {
  const folder = mkdtempSync(join(tmpdir(), "rootspan-process-end-"));
  const evidence = join(folder, "evidence");
  try {
    const environment = { RECEIVER: receiver.url(run), EVIDENCE: evidence, FLUSH_TIMEOUT_MS, ...options.environment };
    const end = await runBare(app, { ...options, environment });
    const text = existsSync(evidence) ? readFileSync(evidence, "utf8") : "";
    const lines = text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Line);
    const spans = lines.filter((line): line is Ended => line.name !== undefined);
    return {
      ...end,
      ended: spans.flatMap(toRoot),
      delivered: receiver.roots(run),
      errorEvents: spans
        .filter(({ attributes }) => attributes["rootspan.kind"] === "error")
        .map(({ attributes }) => attributes["error.type"]),
      unsent: lines.flatMap(({ counters }) => (counters === undefined ? [] : [counters.waiting])),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function runBare(app: AppName, options: RunOptions = {}): Promise<ProcessEnd> {
  const { nodeArguments = [], environment = {}, signals = [], within = [] } = options;
  const command = [...within, process.execPath, ...nodeArguments, ...PROGRAM, app];
  const child = spawn(command[0]!, command.slice(1), {
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"], ...environment },
  });
  const left = [...signals];
  const onReady = options.onReady ?? ((): unknown => left.length > 0 && child.kill(left.shift()));
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
    for (const _ready of String(chunk).matchAll(/^ready$/gm)) onReady(child);
  });
  child.stderr.on("data", (chunk) => void (errors += chunk));
  return new Promise((resolve) =>
    child.on("close", (code, signal) => resolve({ code, signal, output, errors: withoutPid(errors) })),
  );
}

/** Warnings of Node.js begin with it. */
function withoutPid(errors: string): string {
  return errors.replaceAll(/\(node:\d+\)/g, "(node)");
}
