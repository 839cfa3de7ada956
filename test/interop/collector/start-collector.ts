/** A collector with a configuration of its own. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findFreePort } from "../free-port.ts";
import { RunningProgram } from "../running-program.ts";

export interface Collector {
  /** To send to, as `http://127.0.0.1:4318`. */
  readonly url: string;
  stop(): Promise<void>;
  /** By SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again at the same address. */
  restart(): Promise<void>;
}

/** @param folder for its configuration, and everything that the configuration puts there */
export async function startCollector(program: string, folder: string, configuration: string): Promise<Collector> {
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const file = join(folder, "collector.yaml");
  writeFileSync(file, configuration);
  const start = () =>
    RunningProgram.start({
      program,
      args: ["--config", file],
      env: { RECEIVER: new URL(url).host },
      readyUrl: url,
    });
  let running = await start();
  return {
    url,
    stop: () => running.stop(),
    kill: () => running.kill(),
    restart: async () => {
      running = await start();
    },
  };
}
