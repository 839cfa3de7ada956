/**
 * An application that uses everything and has nothing to do: it must end by itself. Arguments: directory, and what
 * the receiver does (`silent`, `away`).
 */
import { openJournal } from "../../../src/journal/open-journal.ts";
import { startRecovery } from "../../../src/journal/recover-journals.ts";
import { createCall, createRoot } from "../spans.ts";

const [directory, receiver] = process.argv.slice(2) as [string, string];
for (const sync of ["never", "interval", "always"] as const) {
  const journal = openJournal({ directory, sync });
  journal.openRoot(createRoot(1));
  for (let index = 0; index < 100; index += 1) journal.append(createCall(1, index));
}
startRecovery({ directory }, () => (receiver === "silent" ? new Promise(() => {}) : Promise.resolve("later")));
// Long enough for recovery to be in the middle of its work.
setTimeout(() => {}, 50);
