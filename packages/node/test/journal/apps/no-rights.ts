/** Records into a directory that it may not write to until it may. Arguments: directory. */
import { chmodSync } from "node:fs";
import { openJournal } from "../../../src/journal/open-journal.ts";
import { createCall, createRoot } from "../spans.ts";
import { say } from "./say.ts";

const [directory] = process.argv.slice(2) as [string];
const NOBODY = 65_534;
// Nothing is forbidden to the superuser.
if (process.getuid!() === 0) process.seteuid!(NOBODY);
const warnings: string[] = [];
let now = Date.now();
const journal = openJournal({ directory, now: () => now, warn: (message) => warnings.push(message) });
journal.openRoot(createRoot(1));
say("read-only", String(journal.append(createCall(1, 1))), String(journal.append(createCall(1, 2))));
if (process.getuid!() === 0) process.seteuid!(0);
chmodSync(directory, 0o777);
if (process.getuid!() === 0) process.seteuid!(NOBODY);
now += 120_000;
say("writable", String(journal.append(createCall(1, 3)) !== undefined));
say("counters", JSON.stringify(journal.counters()));
say("warnings", JSON.stringify(warnings));
