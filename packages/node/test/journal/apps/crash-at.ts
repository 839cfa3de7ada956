/**
 * Runs another application of this folder and kills itself right before the n-th change that it makes to a
 * journal. Arguments: n, the application, the directory of the journal, further arguments. Without such a change the application runs to its end.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";

const CHANGES = [
  "openSync",
  "writeSync",
  "writeFileSync",
  "appendFileSync",
  "renameSync",
  "unlinkSync",
  "mkdirSync",
  "rmdirSync",
  "rmSync",
  "ftruncateSync",
  "utimesSync",
  "closeSync",
] as const;

const [n, application] = process.argv.splice(2, 2) as [string, string];
const directory = process.argv[2]!;
let left = Number(n);
/** Node's own loader has files too. */
let isStarted = false;

function crashBefore<This extends object>(owner: This, name: keyof This): void {
  const original = owner[name] as (...args: unknown[]) => unknown;
  owner[name] = ((...args: unknown[]) => {
    isStarted ||= typeof args[0] === "string" && args[0].startsWith(directory);
    // What the application says is no file.
    if (isStarted && args[0] !== 1 && (left -= 1) === 0) {
      process.kill(process.pid, "SIGKILL");
      for (;;);
    }
    return original.apply(owner, args);
  }) as never;
}

for (const name of CHANGES) crashBefore(fs, name);
for (const name of ["open", "rm"] as const) crashBefore(fs.promises, name);
syncBuiltinESMExports();
await import(join(import.meta.dirname, application));
