/** Finds the command that a command line calls, and runs it. */
import { StartError } from "../start-error.ts";
import { StoreError } from "../store/store-error.ts";
import { CommandError } from "./command-error.ts";
import { VERSION } from "../version.ts";
import type { Command, Terminal } from "./command.ts";
import { helpOf, helpOfAll } from "./help.ts";
import { createKey, listKeys, revokeKey } from "./keys.ts";
import { DONE, type ExitCode, FAILED, WRONG_USE } from "./exit-code.ts";
import { doctor } from "./doctor/doctor.ts";
import { importSpans } from "./import/import.ts";
import { mcp } from "./mcp/mcp.ts";
import { parseFlags } from "./parse-flags.ts";
import { serve } from "./serve.ts";
import { deleteSessions } from "./sessions/delete.ts";
import { exportSessions } from "./sessions/export.ts";
import { listSessions } from "./sessions/list.ts";
import { show } from "./sessions/show.ts";
import { stats } from "./sessions/stats.ts";
import { tail } from "./sessions/tail.ts";
import { backup } from "./store/backup.ts";
import { vacuum } from "./store/vacuum.ts";
import { UsageError } from "./usage-error.ts";

export const COMMANDS: readonly Command[] = [
  serve,
  createKey,
  listKeys,
  revokeKey,
  listSessions,
  show,
  tail,
  stats,
  exportSessions,
  importSpans,
  deleteSessions,
  backup,
  vacuum,
  doctor,
  mcp,
];

/** @param args without the interpreter and the script */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (args[0] === "--version") {
    terminal.out(`${VERSION}\n`);
    return DONE;
  }
  if (args[0] === "--help" || args[0] === "help") {
    terminal.out(helpOfAll(COMMANDS));
    return DONE;
  }
  const command = COMMANDS.find(({ name }) => name.split(" ").every((word, index) => args[index] === word));
  if (command === undefined) {
    const called = args.length === 0 ? "a command is needed" : `unknown command ${args.slice(0, 2).join(" ")}`;
    terminal.error(`rootspan: ${called}\n\n${helpOfAll(COMMANDS)}`);
    return WRONG_USE;
  }
  try {
    const parsed = parseFlags(args.slice(command.name.split(" ").length), command.flags);
    if (parsed.values["help"] === true) {
      terminal.out(helpOf(command));
      return DONE;
    }
    checkWords(command, parsed.words);
    await command.run(parsed, terminal);
    return DONE;
  } catch (error) {
    return tell(error, command, terminal);
  }
}

function checkWords({ words }: Command, given: readonly string[]): void {
  const missing = words
    .slice(given.length)
    .filter((word) => !word.startsWith("["))
    .map((word) => `${word} is needed`);
  const takesMore = words.at(-1)?.includes("…") === true;
  const tooMany = (takesMore ? [] : given.slice(words.length)).map((word) => `unexpected ${JSON.stringify(word)}`);
  if (missing.length + tooMany.length > 0) throw new UsageError([...missing, ...tooMany]);
}

function tell(error: unknown, command: Command, terminal: Terminal): ExitCode {
  if (error instanceof UsageError) {
    for (const fault of error.faults) terminal.error(`rootspan ${command.name}: ${fault}\n`);
    terminal.error(`see rootspan ${command.name} --help\n`);
    return WRONG_USE;
  }
  const expected = [CommandError, StartError, StoreError].some((kind) => error instanceof kind);
  const { message, stack } = error as { message?: string; stack?: string };
  terminal.error(`rootspan ${command.name}: ${expected ? message : (stack ?? message ?? "failed")}\n`);
  return error instanceof CommandError ? error.exitCode : FAILED;
}
