/** Ends the open sessions when nothing is left to do, and keeps the process alive until they are delivered. */
import { type EndableSession, guard, reportFault } from "@rootspan/sdk";
import { byLeaving, endAll } from "./endings.ts";
import { flushWithin } from "./flush-within.ts";
import type { ProcessEndHooks } from "./hooks.ts";

export class NaturalEnd {
  readonly #hooks: ProcessEndHooks;
  /** Those that are not to end by themselves stay open. */
  readonly #ended = new WeakSet<EndableSession>();
  #isDelivered = false;

  constructor(hooks: ProcessEndHooks) {
    this.#hooks = hooks;
  }

  /** To be called when sessions have started or ended. */
  update(): void {
    this.#isDelivered = false;
  }

  /**
   * For the event `beforeExit`, ahead of the application's listeners: they may find more to do, also within the
   * sessions. One turn later that shows; after the work is done, Node.js emits the event again.
   */
  readonly onBeforeExit = (): void => {
    if (this.#leftOpen().length === 0) {
      if (!this.#isDelivered) this.#deliver();
      return;
    }
    // There may be resources that do not keep the process alive, such as pipes that were written to.
    const idle = process.getActiveResourcesInfo().length;
    setImmediate(() => {
      if (process.getActiveResourcesInfo().length <= idle) guard("the end of the process", () => this.#end());
    });
  };

  #end(): void {
    const sessions = this.#leftOpen();
    for (const session of sessions) this.#ended.add(session);
    endAll(sessions, byLeaving);
    this.#deliver();
  }

  #deliver(): void {
    // Once: a receiver that is down must not have the process wait time and again.
    this.#isDelivered = true;
    flushWithin(this.#hooks).catch((fault: unknown) => reportFault("flush", fault));
  }

  #leftOpen(): readonly EndableSession[] {
    return Array.from(this.#hooks.openSessions()).filter((session) => !this.#ended.has(session));
  }
}
