/** Spans that wait in journals of processes on this machine. */
import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import type { Terminal } from "../command.ts";
import { formatBytes, formatCount } from "../output/amounts.ts";
import { type Finding, note, ok, problem } from "./check.ts";

type Environment = Terminal["environment"];

/** A journal's folder belongs to one process. */
const JOURNAL = /^(\d+)-[0-9a-f]{16}\.journal$/;
const REFUSED = /^\d+-[0-9a-f]{16}\.refused$/;
const SEGMENT = /^\d{16}\.jsonl$/;

export function checkJournals(environment: Environment): readonly Finding[] {
  const folder = journalFolderOf(environment);
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return [ok("journal", `nothing waits: there is no ${folder}`)];
    return [problem("journal", `cannot read ${folder}: ${(error as Error).message}`)];
  }
  const journals = entries.filter((entry) => entry.isDirectory() && JOURNAL.test(entry.name));
  const waiting = journals.flatMap((entry) => waitingIn(join(entry.parentPath, entry.name)));
  const refused = entries.filter((entry) => entry.isFile() && REFUSED.test(entry.name));
  return [
    ...(waiting.length > 0 ? waiting : [ok("journal", `nothing waits in ${folder}`)]),
    ...refused.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const size = formatBytes(statSync(path).size);
      return problem(
        "journal",
        `a receiver refused ${size} for good, kept in ${path}; rootspan import sends them again`,
      );
    }),
  ];
}

function waitingIn(folder: string): readonly Finding[] {
  const spans = countWaiting(folder);
  if (spans === 0) return [];
  const pid = Number(JOURNAL.exec(basename(folder))?.[1]);
  const text = `${formatCount(spans, "span")} of process ${pid} ${spans === 1 ? "waits" : "wait"} in ${folder}`;
  if (isAlive(pid)) return [note("journal", `${text}; it runs, and sends them`)];
  return [problem("journal", `${text}; it is dead: its application's next start sends them, or rootspan import`)];
}

/** Lines behind the position up to which a receiver has them. */
function countWaiting(folder: string): number {
  const acknowledged = Number(/^\d{16}/.exec(readOr(join(folder, "acknowledged"), ""))?.[0] ?? 0);
  let spans = 0;
  for (const name of readdirSync(folder).filter((file) => SEGMENT.test(file))) {
    const from = Math.max(0, acknowledged - Number(name.slice(0, 16)));
    const unsent = Buffer.from(readOr(join(folder, name), "")).subarray(from);
    for (let at = unsent.indexOf("\n"); at !== -1; at = unsent.indexOf("\n", at + 1)) spans += 1;
  }
  return spans;
}

/** What vanishes while it is looked at was sent. */
function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return otherwise;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}

/** Where `rootspan` keeps journals unless it is told otherwise. */
function journalFolderOf(environment: Environment): string {
  const told = environment["ROOTSPAN_JOURNAL"];
  if (told && !/^(?:false|0|true|1)$/i.test(told)) return told;
  const { XDG_STATE_HOME, LOCALAPPDATA } = environment;
  const state = XDG_STATE_HOME || (process.platform === "win32" && LOCALAPPDATA) || join(homedir(), ".local", "state");
  return join(state, "rootspan", "journal");
}
