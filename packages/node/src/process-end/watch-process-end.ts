/** What happens to open sessions when the process ends. */
import { isMainThread } from "node:worker_threads";
import { guard } from "@rootspan/sdk";
import { byError, byLeaving, endAll } from "./endings.ts";
import type { ProcessEndHooks } from "./hooks.ts";
import { KnownCause } from "./known-cause.ts";
import { NaturalEnd } from "./natural-end.ts";
import { OwnListeners } from "./own-listeners.ts";
import { SignalWatch } from "./signal-watch.ts";

/**
 * Ends the sessions that are open when the process ends: `Failure` by a signal or an error that nobody caught,
 * `Indeterminate` where it just ends. Exit code, signal and output stay those of the application.
 *
 * | the process ends by | its sessions are delivered |
 * | --- | --- |
 * | SIGINT, SIGTERM or SIGHUP that the application does not listen to | within `flushTimeoutMs` |
 * | nothing left to do | within `flushTimeoutMs` |
 * | an error that nobody caught, or `process.exit()` | no more: there is no event loop |
 * | SIGKILL, `process.abort()`, or a signal that the application raises again after it has listened | not even ended |
 *
 * A signal or error that the application listens to is the application's: its sessions stay open. Worker threads get
 * no signals.
 * @returns takes everything back; sessions stay open
 */
export function watchProcessEnd(given: ProcessEndHooks): () => void {
  const hooks = { ...given, onExit: once(given.onExit) };
  const cause = new KnownCause();
  let signals: SignalWatch | undefined;
  const listeners = new OwnListeners((event) => signals?.onOthersChange(event));
  if (isMainThread) signals = new SignalWatch(hooks, listeners, cause);
  const natural = new NaturalEnd(hooks);

  const onChange = (): void => {
    signals?.update();
    natural.update();
    const [open] = hooks.openSessions();
    if (open === undefined) cause.forget();
  };

  const onError = (error: unknown): void => {
    if (isCaught()) cause.set(hooks.openSessions(), byError(error), (code) => code !== 0);
    else endAll(hooks.openSessions(), byError(error));
  };

  const onExit = (code: number): void => {
    signals?.onExit();
    endAll(hooks.openSessions(), (session) => (cause.endingOf(session, code) ?? byLeaving)(session));
    hooks.onExit();
  };

  listeners.add("uncaughtExceptionMonitor", "last", onError);
  listeners.add("beforeExit", "first", natural.onBeforeExit);
  // The application may end its sessions in listeners of its own.
  listeners.add("exit", "last", onExit);
  const unwatch = hooks.watchOpenSessions(() => guard("the watch over the process", onChange));
  signals?.update();
  return () => {
    unwatch();
    signals?.close();
    listeners.close();
  };
}

/** The application goes on after errors like this one. */
function isCaught(): boolean {
  return process.listenerCount("uncaughtException") > 0 || process.hasUncaughtExceptionCaptureCallback();
}

function once(run: () => void): () => void {
  let hasRun = false;
  return () => {
    if (hasRun) return;
    hasRun = true;
    run();
  };
}
