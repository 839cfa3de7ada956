/**
 * Records until the disk takes no more, and goes on when it does again. Arguments: directory, and perhaps a file that
 * takes up room on the disk until it is deleted. Says how many spans were taken before and after.
 */
import { existsSync, unlinkSync } from "node:fs";
import type { JournalPosition } from "../../../src/journal/journal.ts";
import { openJournal } from "../../../src/journal/open-journal.ts";
import { createCall, createRoot, endRoot } from "../spans.ts";
import { say } from "./say.ts";

const [directory, ballast] = process.argv.slice(2) as [string, string?];
const warnings: string[] = [];
let now = Date.now();
const journal = openJournal({ directory, now: () => now, warn: (message) => warnings.push(message) });
const root = createRoot(1);
journal.openRoot(root);

let index = 0;
function record(attempts: number): { readonly taken: number; readonly last: JournalPosition } {
  let taken = 0;
  let last = 0;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    index += 1;
    const position = journal.append(createCall(1, index));
    if (position !== undefined) {
      taken += 1;
      last = position;
      say("span", index);
    }
  }
  return { taken, last };
}

const before = record(1_000);
say("before", before.taken, journal.counters().failed);

// The disk is full still, and the next try finds that out.
now += 120_000;
const still = record(10);

if (ballast !== undefined && existsSync(ballast)) unlinkSync(ballast);
// What is acknowledged is deleted on a full disk too.
else journal.acknowledge(before.last);
now += 120_000;
const after = record(10);
say("after", still.taken, after.taken);
say("root", journal.append(endRoot(root)) === undefined ? "lost" : "kept");
say("counters", JSON.stringify(journal.counters()));
say("warnings", JSON.stringify(warnings));
