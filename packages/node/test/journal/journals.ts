/** Journals of this process, and journals of processes that are dead as far as anybody can tell. */
import type { Journal, JournalSettings } from "../../src/journal/journal.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { recoverJournals } from "../../src/journal/recover-journals.ts";
import type { RecoveryCounters, RecoverySettings } from "../../src/journal/recovery.ts";
import { killOwners } from "./folder.ts";
import type { Receiver } from "./receiver.ts";

/** What recovery counts where there is nothing to recover. */
export const NOTHING: RecoveryCounters = {
  folders: 0,
  recovered: 0,
  closedRoots: 0,
  refused: 0,
  skippedLines: 0,
  left: 0,
  discardedBytes: 0,
};

export interface Journals {
  /** A journal of this process, which lives. It is closed after the test. */
  readonly start: (settings?: Partial<JournalSettings>) => Journal;
  /** What a process wrote before it died. */
  readonly leave: (write: (journal: Journal) => void, segmentBytes?: number) => void;
  readonly recover: (receiver: Receiver, settings?: Partial<RecoverySettings>) => Promise<RecoveryCounters>;
}

export function useJournals(directory: () => string): Journals {
  let opened: Journal[] = [];
  afterEach(() => {
    for (const journal of opened) journal.close();
    opened = [];
  });
  const start = (settings: Partial<JournalSettings> = {}): Journal => {
    const journal = openJournal({ directory: directory(), ...settings });
    opened.push(journal);
    return journal;
  };
  return {
    start,
    leave(write, segmentBytes) {
      const journal = start(segmentBytes === undefined ? {} : { segmentBytes });
      write(journal);
      // In this process the journal would go on, so it is closed; and then its owner is told dead.
      journal.close();
      killOwners(directory());
    },
    recover: (receiver, settings = {}) => recoverJournals({ directory: directory(), ...settings }, receiver.deliver),
  };
}

/** Whole numbers from the first to before the last. */
export function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
