/** Records while the process may not open another file, and then again. Arguments: directory. */
import { closeSync, openSync } from "node:fs";
import { openJournal } from "../../../src/journal/open-journal.ts";
import { createCall } from "../spans.ts";
import { say } from "./say.ts";

const [directory] = process.argv.slice(2) as [string];
const warnings: string[] = [];
let now = Date.now();
const journal = openJournal({ directory, now: () => now, warn: (message) => warnings.push(message) });
const files: number[] = [];
try {
  for (;;) files.push(openSync("/dev/null", "r"));
} catch (error) {
  say("limit", (error as { code: string }).code);
}
const refused = [1, 2, 3].map((index) => journal.append(createCall(1, index)));
for (const file of files) closeSync(file);
now += 120_000;
const taken = [4, 5].map((index) => journal.append(createCall(1, index)));
say("refused", refused.filter((position) => position === undefined).length);
say("taken", taken.filter((position) => position !== undefined).length);
say("counters", JSON.stringify(journal.counters()));
say("warnings", JSON.stringify(warnings));
