/** What the applications of these tests are made of. */
import type { Session } from "../../../src/index.ts";
import type { Started } from "./start-sessions.ts";

/** Starts the sessions; in the same program without Rootspan there are none. */
export type App = (start: () => Promise<Started>) => unknown;

const EVENTS = ["SIGINT", "SIGTERM", "SIGHUP", "exit", "beforeExit", "uncaughtExceptionMonitor", "newListener"];

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const keepAlive = (): NodeJS.Timeout => setInterval(() => {}, 1_000);

/** The test does its part now. */
export const tellReady = (): void => console.log("ready");

export const endAll = (sessions: readonly Session[]): Promise<unknown> =>
  Promise.all(sessions.map((session) => session.end("Success")));

/** Only what comes to those that the process has anyway. */
export const countListeners = (): string => EVENTS.map((event) => process.listenerCount(event)).join(" ");
