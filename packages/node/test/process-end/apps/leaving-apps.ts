/** Applications that end by themselves. */
import { Worker } from "node:worker_threads";
import { type App, endAll, wait } from "./app.ts";

const finishes: App = async (start) => {
  await start();
  await wait(1);
  process.exitCode = 3;
};

/** @param more what it finds to do when nothing is left to do */
const findsMoreToDo =
  (more: (done: () => void) => void): App =>
  async (start) => {
    const { sessions } = await start();
    console.log("done");
    process.once("beforeExit", () => {
      console.log("not yet");
      more(() => {
        console.log("now");
        void endAll(sessions);
      });
    });
  };

const neverSettles: App = async (start) => {
  await start();
  await new Promise<void>(() => {});
};

const exits: App = async (start) => {
  await start();
  setTimeout(() => process.exit(5), 1);
};

const endsThemAtTheVeryEnd: App = async (start) => {
  const { sessions } = await start();
  await wait(1);
  process.on("exit", () => void endAll(sessions));
  await wait(1);
  process.exit();
};

const usesAWorker: App = () => {
  const worker = new Worker(new URL("run.ts", import.meta.url), { argv: ["finishes"] });
  worker.on("exit", (code) => {
    console.log(code);
    process.exitCode = 6;
  });
};

export const leavingApps = {
  finishes,
  findsMoreLater: findsMoreToDo((done) => void setTimeout(done, 50)),
  findsMoreByMicrotasks: findsMoreToDo((done) => {
    queueMicrotask(() => void setTimeout(() => setImmediate(done), 5));
  }),
  neverSettles,
  exits,
  endsThemAtTheVeryEnd,
  usesAWorker,
} satisfies Record<string, App>;
