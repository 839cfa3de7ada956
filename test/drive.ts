/** Drives `test/apps/driven.ts`: processes that a test tells step by step what to do. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { CLEAN_ENVIRONMENT } from "./clean-environment.ts";

export class DrivenApp {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  readonly #closed: Promise<unknown[]>;
  #errors = "";

  constructor(name: string, environment: Readonly<Record<string, string | undefined>>, aheadMs = 0) {
    const args = ["--conditions=@rootspan/source", "test/apps/driven.ts", name, `${aheadMs}`];
    this.#child = spawn(process.execPath, args, { env: { ...CLEAN_ENVIRONMENT, ...environment } });
    this.#child.stderr.on("data", (chunk) => void (this.#errors += chunk));
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#closed = once(this.#child, "close");
  }

  /** @returns what the command gave */
  async tell<T = unknown>(...command: readonly unknown[]): Promise<T> {
    this.#child.stdin.write(`${JSON.stringify(command)}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error(`it ended at ${JSON.stringify(command)}: ${this.#errors}`);
    return JSON.parse(value) as T;
  }

  /** Resolves when it has ended by itself, for it is told nothing more. */
  async finish(): Promise<{ code: unknown; errors: string }> {
    this.#child.stdin.end();
    const [code] = await this.#closed;
    return { code, errors: this.#errors };
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#closed;
  }
}
