/** Applications that are sent signals. */
import { type App, countListeners, endAll, keepAlive, tellReady, wait } from "./app.ts";
import { onSignalExit } from "./signal-exit.ts";

const waits: App = async (start) => {
  await start();
  keepAlive();
  tellReady();
};

const killsItself: App = async (start) => {
  await start();
  keepAlive();
  process.kill(process.pid, "SIGTERM");
};

/** As when npm passes on what the terminal has sent already: again as soon as the first one has had its effect. */
const isSignalledTwice: App = async (start) => {
  const [session] = (await start()).sessions;
  keepAlive();
  process.kill(process.pid, "SIGINT");
  const again = (): void => {
    if (session?.endTime === undefined) setImmediate(again);
    else process.kill(process.pid, "SIGINT");
  };
  again();
};

const hasEndedItsSessions: App = async (start) => {
  process.on("exit", () => {});
  const before = process.listenerCount("SIGINT");
  await endAll((await start()).sessions);
  await wait(20);
  console.log(
    before,
    process.listenerCount("SIGINT"),
    process.listenerCount("SIGTERM"),
    process.listenerCount("SIGHUP"),
  );
  keepAlive();
  tellReady();
};

/** The signal comes while the event loop is busy, and the sessions end before it is free. */
const endsWhileSignalled: App = async (start) => {
  const { sessions } = await start();
  keepAlive();
  process.kill(process.pid, "SIGINT");
  void endAll(sessions);
};

type Listen = "on" | "once" | "prependListener" | "prependOnceListener";

/** Shuts down in its own time, and says how its sessions went. */
const shutsDown =
  (listen: Listen, order: "before" | "after"): App =>
  async (start) => {
    let close = (): void => {};
    if (order === "before") process[listen]("SIGTERM", () => close());
    const { sessions } = await start();
    const alive = keepAlive();
    const endInTime = async (): Promise<void> => {
      await wait(50);
      await endAll(sessions);
      clearInterval(alive);
      process.exitCode = 7;
    };
    close = () => {
      console.log("closing");
      void endInTime();
    };
    if (order === "after") process[listen]("SIGTERM", () => close());
    await wait(1);
    tellReady();
  };

/** As Prisma does. */
const exitsIfNobodyElseListens: App = async (start) => {
  const exit = async (): Promise<void> => {
    await wait(20);
    if (process.listenerCount("SIGINT") === 0) process.exit(4);
  };
  process.once("SIGINT", () => void exit());
  await waits(start);
};

const exitsAtOnce: App = async (start) => {
  process.on("SIGINT", () => process.exit(0));
  await waits(start);
};

/** As exit-hook does. */
const exitsAsByTheSignal: App = async (start) => {
  process.once("SIGINT", () => setTimeout(() => process.exit(130), 20));
  await waits(start);
};

const usesSignalExit: App = async (start) => {
  onSignalExit(() => console.log("signal-exit runs its callback"));
  await waits(start);
};

const usesSignalExitAndListens: App = async (start) => {
  onSignalExit(() => console.log("never"));
  await shutsDown("on", "after")(start);
};

const raisesAgain: App = async (start) => {
  process.once("SIGINT", () => {
    console.log("cleaned up");
    process.kill(process.pid, "SIGINT");
  });
  await waits(start);
};

/** Takes Ctrl-C for itself during one task. */
const listensForAWhile: App = async (start) => {
  const cancel = (): void => {
    console.log("cancelled");
    setTimeout(() => {
      process.off("SIGINT", cancel);
      setTimeout(tellReady, 1);
    }, 20);
  };
  process.on("SIGINT", cancel);
  await waits(start);
};

const wantsTheDefault: App = async (start) => {
  await start();
  process.removeAllListeners("SIGINT");
  await wait(1);
  console.log(process.listenerCount("SIGINT"));
  keepAlive();
  tellReady();
};

/** As many as there may be before Node.js warns. */
const listensOften: App = async (start) => {
  const { sessions } = await start();
  for (const event of ["SIGINT", "SIGTERM", "exit", "beforeExit", "uncaughtExceptionMonitor"]) {
    for (let count = 0; count < 10; count += 1) process.on(event, () => {});
  }
  await wait(1);
  console.log(process.getMaxListeners(), Reflect.get(process, "_maxListeners"));
  await endAll(sessions);
};

const listensTooOften: App = async (start) => {
  const { sessions } = await start();
  for (let count = 0; count < 11; count += 1) process.on("SIGUSR2", () => {});
  await endAll(sessions);
  process.removeAllListeners("SIGUSR2");
};

const isNotWatchedAnyMore: App = async (start) => {
  const before = countListeners();
  const { stop } = await start();
  stop();
  console.log(countListeners() === before);
  keepAlive();
  tellReady();
};

const emitsByHand: App = async (start) => {
  const { sessions } = await start();
  process.emit("SIGINT");
  await endAll(sessions);
};

export const signalApps = {
  waits,
  killsItself,
  isSignalledTwice,
  hasEndedItsSessions,
  endsWhileSignalled,
  shutsDownOnBefore: shutsDown("on", "before"),
  shutsDownOnAfter: shutsDown("on", "after"),
  shutsDownOnceBefore: shutsDown("once", "before"),
  shutsDownOnceAfter: shutsDown("once", "after"),
  shutsDownPrependAfter: shutsDown("prependListener", "after"),
  shutsDownPrependOnceAfter: shutsDown("prependOnceListener", "after"),
  exitsIfNobodyElseListens,
  exitsAtOnce,
  exitsAsByTheSignal,
  usesSignalExit,
  usesSignalExitAndListens,
  raisesAgain,
  listensForAWhile,
  wantsTheDefault,
  listensOften,
  listensTooOften,
  isNotWatchedAnyMore,
  emitsByHand,
} satisfies Record<string, App>;
