/** The journal of this process, and the recovery of what others have left in its folder. */
import { log } from "@rootspan/sdk";
import type { Backing } from "./export-queue.ts";
import { journalFolder } from "./journal-folder.ts";
import { JournalProcessor } from "./journal-processor.ts";
import { openJournal } from "./journal/journal.ts";
import { startRecovery } from "./journal/recover-journals.ts";
import type { RecoveryCounters } from "./journal/recovery.ts";
import { createPostBody } from "./post-body.ts";
import type { Settings } from "./settings.ts";

export interface OpenBacking extends Backing {
  /** To be listed after those that change spans, and before the queue. */
  readonly processor: JournalProcessor;
  readonly recovered: () => RecoveryCounters;
  /** Synchronous. What is not acknowledged stays for the next process. */
  readonly close: () => void;
}

/** @returns undefined where there shall be no journal */
export function openBacking(settings: Settings): OpenBacking | undefined {
  const directory = journalFolder(settings);
  if (directory === undefined) return undefined;
  const warn = (message: string): void => log.warn(message);
  const journal = openJournal({ directory, warn });
  const post = createPostBody(settings);
  const recovery = startRecovery({ directory, warn }, post);
  const processor = new JournalProcessor(journal);
  return {
    journal,
    post,
    processor,
    positionOf: (span) => processor.positionOf(span),
    recovered: () => recovery.counters(),
    idle: () => recovery.idle(),
    close: () => {
      recovery.stop();
      journal.close();
    },
  };
}
