/**
 * Ends the open sessions when a signal ends the process, and only then: an application that listens itself decides
 * alone what the signal means. It is listened to only while sessions are open, because without any the process shall
 * end by its signals at once.
 */
import { guard, reportFault } from "@rootspan/sdk";
import { bySignal, endAll } from "./endings.ts";
import { flushWithin } from "./flush-within.ts";
import type { ProcessEndHooks } from "./hooks.ts";
import type { KnownCause } from "./known-cause.ts";
import type { OwnListeners } from "./own-listeners.ts";
import { signalExitListeners } from "./signal-exit.ts";
import { exitCodeOf, raise, type Signal, SIGNALS } from "./signals.ts";

/**
 * A terminal sends Ctrl-C to all processes in it, and npm and its like pass theirs on: the same signal comes twice.
 * Nobody presses that fast.
 */
const RELAY_MS = 200;

export class SignalWatch {
  readonly #hooks: ProcessEndHooks;
  readonly #listeners: OwnListeners;
  readonly #cause: KnownCause;
  /** Signals that the application deals with. */
  readonly #left = new Set<Signal>();
  /** The signal that the application's listeners are being called with. */
  #handled: Signal | undefined;
  /** The process ends by this signal as soon as its sessions are delivered. */
  #dying: { readonly signal: Signal; readonly sinceMs: number } | undefined;
  #isRaised = false;
  #removal: NodeJS.Immediate | undefined;
  #isClosed = false;

  constructor(hooks: ProcessEndHooks, listeners: OwnListeners, cause: KnownCause) {
    this.#hooks = hooks;
    this.#listeners = listeners;
    this.#cause = cause;
  }

  /** To be called when sessions have started or ended. */
  update(): void {
    if (this.#isClosed || this.#isRaised) return;
    if (!this.#isNeeded()) {
      this.#removal ??= this.#removeLater();
      return;
    }
    clearImmediate(this.#removal);
    this.#removal = undefined;
    for (const signal of SIGNALS) {
      if (!this.#left.has(signal)) this.#listeners.add(signal, "first", this.#onSignal);
    }
  }

  /**
   * To be called when listeners of others come or go. Those that go while they are being called have heard the signal,
   * and may look later whether anybody else is there to answer it: we are not.
   */
  onOthersChange(event: string | symbol): void {
    if (event === this.#handled || !this.#left.has(event as Signal)) return;
    queueMicrotask(() => {
      this.#left.delete(event as Signal);
      guard("a signal", () => this.update());
    });
  }

  /** To be called when the process exits: if a signal was to end it, the signal does. */
  onExit(): void {
    if (this.#dying !== undefined) this.#raise(this.#dying.signal);
  }

  close(): void {
    this.#isClosed = true;
    clearImmediate(this.#removal);
    for (const signal of SIGNALS) this.#listeners.remove(signal);
  }

  #isNeeded(): boolean {
    const [open] = this.#hooks.openSessions();
    return open !== undefined || this.#dying !== undefined;
  }

  /**
   * A signal that came while the event loop was busy is not seen yet, and is lost if nobody listens when it is: it
   * takes until the next turn but one.
   */
  #removeLater(): NodeJS.Immediate {
    const remove = (): void => {
      this.#removal = undefined;
      for (const signal of SIGNALS) this.#listeners.remove(signal);
      this.#left.clear();
    };
    return setImmediate(() => {
      this.#removal = setImmediate(remove).unref();
    }).unref();
  }

  readonly #onSignal = (signal: Signal, number?: number): void => {
    // Node.js says its number; without one, somebody has emitted the event by hand.
    if (number === undefined) return;
    if (this.#dying !== undefined) {
      this.#onRepeated(signal, this.#dying);
    } else if (this.#listeners.others(signal) > signalExitListeners()) {
      this.#leave(signal);
    } else {
      this.#die(signal).catch((fault: unknown) => reportFault("a signal", fault));
    }
  };

  /** Gone before the others are called: they look who else is there. */
  #leave(signal: Signal): void {
    this.#listeners.remove(signal);
    this.#left.add(signal);
    this.#handled = signal;
    process.nextTick(() => (this.#handled = undefined));
    this.#cause.set(this.#hooks.openSessions(), bySignal(signal), (code) => code === exitCodeOf(signal));
  }

  async #die(signal: Signal): Promise<void> {
    endAll(this.#hooks.openSessions(), bySignal(signal));
    this.#dying = { signal, sinceMs: performance.now() };
    await flushWithin(this.#hooks);
    this.#raise(signal);
  }

  #onRepeated(signal: Signal, first: { readonly signal: Signal; readonly sinceMs: number }): void {
    if (signal === first.signal && performance.now() - first.sinceMs < RELAY_MS) return;
    this.#raise(signal);
  }

  #raise(signal: Signal): void {
    if (this.#isRaised) return;
    this.#isRaised = true;
    // The application may have gone on meanwhile.
    endAll(this.#hooks.openSessions(), bySignal(signal));
    guard("the end of the process", () => this.#hooks.onExit());
    for (const own of SIGNALS) this.#listeners.remove(own);
    raise(signal);
  }
}
