/**
 * Threads that have nothing to do. To start one loads the program once more, so one that a store has closed is kept for
 * a moment for the next store. It keeps no process alive.
 */
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

/** Beside this file in the sources, and beside all of the program where it is built. */
const THREAD = import.meta.url.endsWith(".ts") ? "./store-thread.ts" : "./store-thread.js";

const KEPT_MS = 2_000;

/** Twice the default: rows and words are garbage soon, and with more room fewer of them are moved before they are. */
const LIMITS = { maxYoungGenerationSizeMb: 96 };

const idle: Map<Worker, NodeJS.Timeout> = new Map();

export function takeThread(): Worker {
  const [kept] = idle;
  if (kept === undefined) {
    return new Worker(fileURLToPath(new URL(THREAD, import.meta.url)), {
      name: "rootspan-store",
      resourceLimits: LIMITS,
    });
  }
  const [worker, timer] = kept;
  clearTimeout(timer);
  idle.delete(worker);
  dropListeners(worker);
  worker.ref();
  return worker;
}

/** @param worker one that has closed its file */
export function keepThread(worker: Worker): void {
  const drop = (): void => {
    idle.delete(worker);
    void worker.terminate();
  };
  dropListeners(worker);
  worker.once("error", drop).once("exit", drop).unref();
  idle.set(worker, setTimeout(drop, KEPT_MS).unref());
}

/** Not all: the worker listens to itself to know whether somebody listens. */
function dropListeners(worker: Worker): void {
  for (const event of ["message", "error", "exit"]) worker.removeAllListeners(event);
}
