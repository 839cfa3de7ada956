/** A process of an application: what it prints, and how it ends. */
import { type ChildProcess, spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";

export interface HostEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

export class HostProcess {
  readonly #child: ChildProcess;
  readonly ended: Promise<HostEnd>;
  #output = "";
  #errors = "";

  /** @param command a program of the application's packages, or `node`, with its arguments */
  constructor(folder: string, command: readonly string[], environment: Readonly<Record<string, string>>) {
    const [program = "", ...args] = command;
    const path = [join(folder, "node_modules/.bin"), dirname(process.execPath), process.env["PATH"]].join(delimiter);
    this.#child = spawn(program, args, {
      cwd: folder,
      // Nothing of what the test itself was told.
      env: { PATH: path, HOME: folder, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout!.on("data", (chunk) => void (this.#output += chunk));
    this.#child.stderr!.on("data", (chunk) => void (this.#errors += chunk));
    this.ended = new Promise((resolve, reject) => {
      this.#child.on("error", reject);
      this.#child.on("close", (code, signal) => resolve({ code, signal, output: this.#output, errors: this.#errors }));
    });
  }

  /** The address that it prints once it listens. @throws with what it printed, when it ends before */
  async url(): Promise<string> {
    const printed = new Promise<string>((resolve) => {
      const look = (): void => {
        const url = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(this.#output)?.[0];
        if (url !== undefined) resolve(url);
      };
      this.#child.stdout!.on("data", look);
      look();
    });
    const lost = this.ended.then(({ output, errors }): never => {
      throw new Error(`it ended before it listened:\n${output}${errors}`);
    });
    return await Promise.race([printed, lost]);
  }

  /** As a process manager does it. */
  async stop(): Promise<HostEnd> {
    this.#child.kill("SIGTERM");
    return await this.ended;
  }
}
