/** The journal of this process, and the recovery of what others have left in its folder. */
import { log } from "@rootspan/sdk";
import { Adoption } from "./adoption.ts";
import type { Backing } from "./export-queue.ts";
import { applicationHash, journalFolder } from "./journal-folder.ts";
import { JournalProcessor } from "./journal-processor.ts";
import { openJournal } from "./journal/open-journal.ts";
import { startRecovery } from "./journal/recover-journals.ts";
import { JSON_TYPE } from "./answer.ts";
import type { OtlpSender } from "./otlp-sender.ts";
import { toDeliver } from "./to-deliver.ts";
import type { Settings } from "./settings.ts";

export interface OpenBacking extends Backing {
  /** To be listed after those that change spans, and before the queue. */
  readonly processor: JournalProcessor;
  /** Spans of dead processes that a receiver accepted. */
  readonly recovered: () => number;
  /** Told when the receiver says which project the key is of. */
  readonly belongsTo: (projectId: string) => void;
  /** Synchronous. What is not acknowledged stays for the next process. */
  readonly close: () => void;
}

/** @returns undefined where there shall be no journal */
export function openBacking(settings: Settings, sender: OtlpSender): OpenBacking | undefined {
  const directory = journalFolder(settings);
  if (directory === undefined) return undefined;
  const warn = (message: string): void => log.warn(message);
  const { maxJournalBytes: maxBytes, journalSync: sync } = settings;
  const application = applicationHash(settings);
  const journal = openJournal({ directory, application, maxBytes, sync, warn });
  const deliver = toDeliver(sender);
  const recovery = startRecovery({ directory, application, warn }, deliver);
  // A folder that was named is used with whatever key.
  const adoption = settings.journal === undefined ? new Adoption({ directory, application, warn }, deliver) : undefined;
  if (adoption !== undefined) sender.watch((answer) => adoption.heard(answer));
  const processor = new JournalProcessor(journal);
  return {
    journal,
    send: (body) => sender.send(body, JSON_TYPE),
    processor,
    positionOf: (span) => processor.positionOf(span),
    recovered: () => recovery.counters().recovered + (adoption?.recovered ?? 0),
    belongsTo: (projectId) => adoption?.belongsTo(projectId),
    idle: async () => {
      await Promise.all([recovery.idle(), adoption?.idle()]);
    },
    close: () => {
      recovery.stop();
      adoption?.stop();
      journal.close();
    },
  };
}
