/** Runs an application of this folder as a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

export interface App {
  readonly process: ChildProcess;
  /** Lines that it has said so far. */
  readonly lines: readonly string[];
  /** Resolves when it has said so many lines, or is over. */
  said(count: number): Promise<void>;
  /** Resolves when it is over and all that it said is here: the exit code or the signal. */
  readonly over: Promise<number | string | null>;
  /** What it wrote to standard error. */
  errors(): string;
}

const running = new Set<ChildProcess>();
// A test that fails half way leaves nothing behind.
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});

/** @param shell put in front of Node's own arguments, such as `ulimit -f 10; exec "$@"` */
export function runApp(file: string, args: readonly (string | number)[], shell?: readonly string[]): App {
  const command = [process.execPath, "--conditions=@rootspan/source", join("packages/node/test/journal/apps", file)];
  const [program, ...rest] = [...(shell ?? []), ...command, ...args.map(String)];
  const child = spawn(program!, rest, { stdio: ["pipe", "pipe", "pipe"] });
  running.add(child);
  const lines: string[] = [];
  let rested = "";
  let errors = "";
  let wake = (): void => {};
  child.stdout.on("data", (chunk: Buffer) => {
    const parts = (rested + chunk.toString()).split("\n");
    rested = parts.pop()!;
    lines.push(...parts);
    wake();
  });
  child.stderr.on("data", (chunk: Buffer) => void (errors += chunk.toString()));
  child.stdin.on("error", () => {});
  const over = new Promise<number | string | null>((resolve) =>
    child.on("close", (code, signal) => {
      running.delete(child);
      wake();
      resolve(code ?? signal);
    }),
  );
  return {
    process: child,
    lines,
    over,
    errors: () => errors,
    async said(count) {
      while (running.has(child) && lines.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}
