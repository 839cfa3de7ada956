/** An engine of ClickHouse with its HTTP interface. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "../free-port.ts";
import { RunningProgram } from "../running-program.ts";

export class RunningEngine {
  /** As `http://127.0.0.1:8123`. */
  readonly url: string;
  readonly #start: () => Promise<RunningProgram>;
  readonly #folder: string;
  #running: RunningProgram;

  private constructor(url: string, folder: string, start: () => Promise<RunningProgram>, running: RunningProgram) {
    this.url = url;
    this.#folder = folder;
    this.#start = start;
    this.#running = running;
  }

  /** @param modules the folder that chdb is installed in */
  static async start(modules: string): Promise<RunningEngine> {
    const folder = mkdtempSync(join(tmpdir(), "rootspan-clickhouse-"));
    const port = await findFreePort();
    const url = `http://127.0.0.1:${port}`;
    const args = ["test/interop/clickhouse/serve-engine.ts", modules, folder, String(port)];
    const start = (): Promise<RunningProgram> =>
      RunningProgram.start({ program: process.execPath, args, readyUrl: `${url}/ping` });
    return new RunningEngine(url, folder, start, await start());
  }

  /** By ClickHouse's own means. @returns what it answers */
  async ask(database: string, sql: string): Promise<string> {
    const answer = await fetch(`${this.url}/?database=${database}`, { method: "POST", body: sql });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text.trim();
  }

  /** Without a warning; it goes on with what is on the disk. */
  async killAndStart(): Promise<void> {
    await this.#running.kill();
    this.#running = await this.#start();
  }

  async stop(): Promise<void> {
    await this.#running.kill();
    rmSync(this.#folder, { recursive: true });
  }
}
