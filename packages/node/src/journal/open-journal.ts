/** Opens a journal of its own for the calling thread. One that does not work now will try again: see `Journal`. */
import { FileJournal } from "./file-journal.ts";
import type { Journal, JournalSettings } from "./journal.ts";

export function openJournal(settings: JournalSettings): Journal {
  return new FileJournal(settings);
}
