/** Starts a program of `apps`, or an example, as a process of its own that sends to a server. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface RunningAgent {
  /** What it printed first. */
  readonly firstLine: string;
  say(line: string): void;
  /** Ends its input. */
  finish(): void;
  /** Resolves once it has ended with code 0. @throws Error with what it printed otherwise */
  readonly done: Promise<void>;
}

/** @param program below `test/browser/apps` or `examples`, as `quickstart/src/main.ts` */
export async function startAgent(
  program: string,
  serverUrl: string,
  more: Readonly<Record<string, string>> = {},
): Promise<RunningAgent> {
  const state = mkdtempSync(join(tmpdir(), "rootspan-agent-"));
  const folder = program.includes("/") ? "examples" : "test/browser/apps";
  const child = spawn(process.execPath, ["--conditions=@rootspan/source", join(folder, program)], {
    env: { PATH: process.env["PATH"], XDG_STATE_HOME: state, ROOTSPAN_ENDPOINT: serverUrl, ...more },
  });
  let errors = "";
  child.stderr.on("data", (chunk) => void (errors += chunk));
  const done = (async () => {
    const code = await endOf(child);
    rmSync(state, { recursive: true, force: true });
    if (code !== 0) throw new Error(`${program} ended with ${code}: ${errors}`);
  })();
  const lines = createInterface({ input: child.stdout });
  const firstLine = await new Promise<string>((resolve, reject) => {
    lines.once("line", resolve);
    done.then(() => reject(new Error(`${program} printed nothing`)), reject);
  });
  return {
    firstLine,
    say: (line) => void child.stdin.write(`${line}\n`),
    finish: () => void child.stdin.end(),
    done,
  };
}

/** @returns what it printed first */
export async function runAgent(
  program: string,
  serverUrl: string,
  more?: Readonly<Record<string, string>>,
): Promise<string> {
  const agent = await startAgent(program, serverUrl, more);
  await agent.done;
  return agent.firstLine;
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => void child.once("close", resolve));
}
