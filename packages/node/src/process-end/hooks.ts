/** What the end of the process needs of the sessions, and of the way that spans take. */
import type { EndableSession } from "@rootspan/sdk";

export interface ProcessEndHooks {
  /** Sessions that have started and not ended. */
  readonly openSessions: () => Iterable<EndableSession>;

  /** Has the function called after each start and each end of a session. @returns what takes that back */
  readonly watchOpenSessions: (onChange: () => void) => () => void;

  /**
   * Resolves once all that has ended is delivered, or cannot be. May take any time, but must not keep the process
   * alive: as long as the process is to wait for it, that is done here.
   */
  readonly flush: () => Promise<void>;

  /**
   * Called once, last of all and synchronously. What is not delivered by now never is by this process, because requests
   * need the event loop: it is for the journal, or lost and to be counted.
   */
  readonly onExit: () => void;

  /** The longest that the process is kept alive to deliver what its sessions said last, in milliseconds. */
  readonly flushTimeoutMs: number;
}
