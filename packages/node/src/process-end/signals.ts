/** The signals that ask a process to end. */
import { constants } from "node:os";
import { isatty } from "node:tty";
import { guard } from "@rootspan/sdk";

export const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export type Signal = (typeof SIGNALS)[number];

/** What a shell shows when a signal ended the process. */
export function exitCodeOf(signal: Signal): number {
  return 128 + constants.signals[signal];
}

/** Sends the process the signal again. Where nobody listens any more, that ends it as if nobody ever had. */
export function raise(signal: Signal): void {
  const isFinal = process.listenerCount(signal) === 0;
  if (isFinal) guard("the terminal", leaveRawMode);
  try {
    process.kill(process.pid, signal);
    // The kernel keeps signals without a listener from the first process of a container.
    if (process.pid !== 1 || !isFinal) return;
  } catch {
    // Windows knows no SIGHUP to send.
  }
  process.exit(exitCodeOf(signal));
}

/** As Node.js does when a signal ends it, and does no more once anybody has listened. */
function leaveRawMode(): void {
  if (isatty(0) && process.stdin.isRaw) process.stdin.setRawMode(false);
}
