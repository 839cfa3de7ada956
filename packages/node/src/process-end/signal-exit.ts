/**
 * The package signal-exit, which many programs have through others: it listens to signals, and re-raises them where
 * nobody listens but its own copies. It decides nothing, so with it alone beside us the signal is ours to answer; once
 * we have gone, it runs its callbacks and re-raises.
 */

interface Emitter {
  /** Copies that listen, each once a signal. */
  readonly count?: unknown;
}

/** How many of a signal's listeners are those of signal-exit. */
export function signalExitListeners(): number {
  const version3 = (process as { __signal_exit_emitter__?: Emitter }).__signal_exit_emitter__;
  const version4 = (globalThis as Record<symbol, unknown>)[Symbol.for("signal-exit emitter")] as Emitter | undefined;
  return countOf(version3) + countOf(version4);
}

function countOf(emitter: Emitter | undefined): number {
  return typeof emitter?.count === "number" ? emitter.count : 0;
}
