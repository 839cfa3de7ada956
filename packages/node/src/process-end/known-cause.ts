/**
 * What has happened that the application deals with by itself: a signal, or an error that it caught. Sessions stay
 * open; but if the application leaves because of it and has not ended them, they say why they ended.
 */
import type { EndableSession } from "@rootspan/sdk";
import type { Ending } from "./endings.ts";

interface Cause {
  readonly end: Ending;
  /** Whether an exit code says that the process ends because of this. */
  readonly isToldBy: (exitCode: number) => boolean;
  /** A session that started later has nothing to do with it. */
  readonly sessions: WeakSet<EndableSession>;
  /** The application's listeners are being called. */
  isBeingHandled: boolean;
}

export class KnownCause {
  #last: Cause | undefined;

  /** To be called before the application's listeners are. */
  set(sessions: Iterable<EndableSession>, end: Ending, isToldBy: (exitCode: number) => boolean): void {
    const cause: Cause = { end, isToldBy, sessions: new WeakSet(sessions), isBeingHandled: true };
    this.#last = cause;
    process.nextTick(() => (cause.isBeingHandled = false));
  }

  forget(): void {
    this.#last = undefined;
  }

  /** How the session ends, if its process exits because of what happened; else undefined. */
  endingOf(session: EndableSession, exitCode: number): Ending | undefined {
    const cause = this.#last;
    if (cause?.sessions.has(session) !== true) return undefined;
    return cause.isBeingHandled || cause.isToldBy(exitCode) ? cause.end : undefined;
  }
}
