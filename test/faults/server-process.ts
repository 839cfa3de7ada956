/** A real server as a process of its own, that can be killed and comes back at the same address. */
import { type ChildProcess, spawn } from "node:child_process";
import { CLEAN_ENVIRONMENT } from "../clean-environment.ts";

export interface ServerProcess {
  readonly url: string;
  /** Kills it, and starts it again on what is on the disk. Resolves when it answers. */
  readonly kill: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** @param path of the database */
export async function startServerProcess(path: string): Promise<ServerProcess> {
  let port = "0";
  let url = "";
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    const command = ["packages/server/src/main.ts", "serve", "--port", port, "--store", `sqlite:${path}`];
    const started = spawn(process.execPath, ["--conditions=@rootspan/source", ...command], {
      env: CLEAN_ENVIRONMENT,
    });
    child = started;
    url = await new Promise<string>((resolve, reject) => {
      let said = "";
      const listen = (chunk: unknown): void => {
        said += String(chunk);
        const [, address] = /listening on (\S+)/.exec(said) ?? [];
        if (address !== undefined) resolve(address);
      };
      started.stdout.on("data", listen);
      started.stderr.on("data", listen);
      started.on("exit", (code) => reject(new Error(`the server does not start (${code}): ${said}`)));
    });
    port = new URL(url).port;
  };
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    const isOver = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await isOver;
  };
  const restart = async (before: Promise<void>): Promise<void> => {
    await before;
    await stop("SIGKILL");
    await start();
  };
  await start();
  let restarts = Promise.resolve();
  return {
    get url() {
      return url;
    },
    kill: () => {
      restarts = restart(restarts);
      return restarts;
    },
    close: async () => {
      await restarts;
      await stop("SIGTERM");
    },
  };
}
