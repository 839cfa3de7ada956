/** Runs one of the applications: with Rootspan where there is a receiver, else without anything of it. */
import type { App } from "./app.ts";
import { errorApps } from "./error-apps.ts";
import { leavingApps } from "./leaving-apps.ts";
import { signalApps } from "./signal-apps.ts";
import type { Started } from "./start-sessions.ts";

const apps = { ...signalApps, ...errorApps, ...leavingApps };

export type AppName = keyof typeof apps;

async function start(): Promise<Started> {
  if (process.env["RECEIVER"] === undefined) return { sessions: [], stop: () => {} };
  const { startSessions } = await import("./start-sessions.ts");
  return startSessions();
}

const app: App = apps[process.argv[2] as AppName];
await app(start);
