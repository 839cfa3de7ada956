/** What the package signal-exit 4 does at signals. */

const SIGNALS = ["SIGHUP", "SIGINT", "SIGTERM"] as const;

export function onSignalExit(callback: () => void): void {
  const emitter = ((globalThis as Record<symbol, unknown>)[Symbol.for("signal-exit emitter")] ??= { count: 0 }) as {
    count: number;
  };
  const listeners = SIGNALS.map((signal) => ({
    signal,
    listener: () => {
      if (process.listeners(signal).length !== emitter.count) return;
      unload();
      callback();
      process.kill(process.pid, signal);
    },
  }));
  const unload = (): void => {
    for (const { signal, listener } of listeners) process.removeListener(signal, listener);
    emitter.count -= 1;
  };
  emitter.count += 1;
  for (const { signal, listener } of listeners) process.on(signal, listener);
}
