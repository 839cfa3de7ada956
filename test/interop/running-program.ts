/** A program of others while it runs. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProgramStart {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Answers any HTTP request once the program is ready. */
  readonly readyUrl: string;
}

const PATIENCE_MS = 120_000;

export class RunningProgram {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #printed = "";

  private constructor({ program, args, env }: ProgramStart) {
    this.#child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    this.#closed = once(this.#child, "close");
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.on("data", (chunk) => void (this.#printed += chunk));
    }
  }

  /** Resolves when the program is ready. @throws with everything that it printed, when it ends before */
  static async start(start: ProgramStart): Promise<RunningProgram> {
    const running = new RunningProgram(start);
    for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += 50) {
      if (running.#child.exitCode !== null) break;
      const answer = await fetch(start.readyUrl).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer !== undefined) return running;
      await sleep(50);
    }
    await running.kill();
    throw new Error(`${start.program} is not ready:\n${running.#printed}`);
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#closed;
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#closed;
  }
}
