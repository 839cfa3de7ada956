/** Starts a thread, in its session or beside it, and tells how it left; the arguments say how it shall. */
import { once } from "node:events";
import { SHARE_ENV, Worker } from "node:worker_threads";
import { init } from "rootspan";

const WORKER = new URL("worker.ts", import.meta.url);
const [way, environment] = process.argv.slice(2);
const session = init({ sessionName: "main" });
const data = { workerData: way, stdout: true };
const worker = {
  "of the session": () => new Worker(WORKER, { ...data, env: session.childEnv() }),
  shared: () => new Worker(WORKER, { ...data, env: SHARE_ENV }),
  copied: () => new Worker(WORKER, data),
}[environment!]!();
const errors: string[] = [];
worker.on("error", (error) => errors.push(String(error)));
// `once` would reject with the error.
const exited = new Promise<number>((resolve) => worker.on("exit", resolve));
if (way === "is terminated" || way === "is left behind") await once(worker.stdout, "data");
if (way === "is left behind") process.exit();
if (way === "is terminated") await worker.terminate();
const code = await exited;
session.record({ kind: "action", name: "after the thread" });
await session.end("Success");
console.log(JSON.stringify({ code, errors }));
