/** How far long work is: a line that is written over, on standard error, for people only. */
import type { Terminal } from "../command.ts";

export interface Progress {
  /** @param done of the total that was given, or of nobody knows how much @param note what is to be seen beside it */
  update(done: number, note?: string): void;
  /** Takes the line away. */
  end(): void;
}

const BAR_WIDTH = 24;
const LEAST_INTERVAL_MS = 100;
const CLEAR_LINE = "\r\u001b[K";

const SILENT: Progress = { update: () => {}, end: () => {} };

export function startProgress(label: string, total: number | undefined, terminal: Terminal): Progress {
  if (!terminal.showsProgress) return SILENT;
  let shownAtMs = -Infinity;
  return {
    update: (done, note = "") => {
      const nowMs = performance.now();
      if (nowMs - shownAtMs < LEAST_INTERVAL_MS) return;
      shownAtMs = nowMs;
      terminal.error(`${CLEAR_LINE}${label} ${total === undefined ? done : bar(done, total)} ${note}`.trimEnd());
    },
    end: () => {
      if (shownAtMs > -Infinity) terminal.error(CLEAR_LINE);
    },
  };
}

function bar(done: number, total: number): string {
  const part = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(part * BAR_WIDTH);
  return `[${"█".repeat(filled)}${"·".repeat(BAR_WIDTH - filled)}] ${Math.floor(part * 100)} %`;
}
