/** Delivers what dead processes have left in a journal, and closes their sessions. */
import { createTally, type Deliver, type RecoveryCounters, type RecoverySettings } from "./recovery.ts";
import { RecoveryPass } from "./recovery-pass.ts";
import { untraced } from "./untraced.ts";

const RECOVERY_INTERVAL_MS = 30_000;

export interface Recovery {
  /** Of all passes; `left` is of the last one. */
  counters(): RecoveryCounters;
  /** Resolves when the pass that is at work is over. */
  idle(): Promise<void>;
  /** Ends it after the body that is on its way. What is left stays for others. */
  stop(): void;
}

/**
 * Recovers now, and every half a minute again: processes die at any time, and receivers come back. Never keeps the
 * process alive, and works in steps of about a millisecond.
 */
export function startRecovery(settings: RecoverySettings, deliver: Deliver): Recovery {
  const stopping = new AbortController();
  const warned = new Set<string>();
  const warn = (message: string): void => {
    if (!warned.has(message)) settings.warn?.(message);
    warned.add(message);
  };
  let total: RecoveryCounters = createTally();
  let timer: NodeJS.Timeout | undefined;
  const run = async (): Promise<void> => {
    total = add(total, await recoverJournals({ ...settings, warn, signal: stopping.signal }, deliver));
    if (stopping.signal.aborted) return;
    timer = setTimeout(() => {
      pass = run();
    }, RECOVERY_INTERVAL_MS);
    timer.unref();
  };
  let pass = run();
  return {
    counters: () => total,
    idle: () => pass,
    stop: () => {
      stopping.abort();
      clearTimeout(timer);
    },
  };
}

/**
 * One pass over all folders of dead processes: what is not acknowledged is delivered, each root that was open is
 * closed under its own ids as `Indeterminate` with the reason `process lost`, and the folder goes away. Of several
 * processes that recover at once, one gets each folder. Never rejects. Does not keep the process alive, so a caller
 * who waits for it must.
 */
export async function recoverJournals(settings: RecoverySettings, deliver: Deliver): Promise<RecoveryCounters> {
  const pass = new RecoveryPass(settings, deliver);
  try {
    await untraced(() => pass.run());
  } catch (error) {
    pass.warn(error);
  }
  return pass.tally;
}

function add(total: RecoveryCounters, pass: RecoveryCounters): RecoveryCounters {
  return {
    folders: total.folders + pass.folders,
    recovered: total.recovered + pass.recovered,
    closedRoots: total.closedRoots + pass.closedRoots,
    refused: total.refused + pass.refused,
    skippedLines: total.skippedLines + pass.skippedLines,
    left: pass.left,
    discardedBytes: total.discardedBytes + pass.discardedBytes,
  };
}
