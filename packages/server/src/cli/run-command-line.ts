/** Finds the command that a command line calls, and runs it. */
import { StartError } from "../start-error.ts";
import { StoreError } from "../store/store-error.ts";
import { CommandError } from "./command-error.ts";
import { VERSION } from "../version.ts";
import type { Command, Terminal } from "./command.ts";
import { helpOf, helpOfAll } from "./help.ts";
import { createKey, listKeys, revokeKey } from "./keys.ts";
import { parseFlags } from "./parse-flags.ts";
import { serve } from "./serve.ts";
import { UsageError } from "./usage-error.ts";

const COMMANDS: readonly Command[] = [serve, createKey, listKeys, revokeKey];

const OK = 0;
const FAILURE = 1;
const WRONG_USE = 2;

/**
 * @param args without the interpreter and the script
 * @returns the exit code: 0 done, 1 failed, 2 wrong use
 */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  if (args[0] === "--version") {
    terminal.out(`${VERSION}\n`);
    return OK;
  }
  if (args[0] === "--help" || args[0] === "help") {
    terminal.out(helpOfAll(COMMANDS));
    return OK;
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
      return OK;
    }
    checkWords(command, parsed.words);
    await command.run(parsed, terminal);
    return OK;
  } catch (error) {
    return tell(error, command, terminal);
  }
}

function checkWords({ words }: Command, given: readonly string[]): void {
  const missing = words.slice(given.length).map((word) => `${word} is needed`);
  const tooMany = given.slice(words.length).map((word) => `unexpected ${JSON.stringify(word)}`);
  if (missing.length + tooMany.length > 0) throw new UsageError([...missing, ...tooMany]);
}

function tell(error: unknown, command: Command, terminal: Terminal): number {
  if (error instanceof UsageError) {
    for (const fault of error.faults) terminal.error(`rootspan ${command.name}: ${fault}\n`);
    terminal.error(`see rootspan ${command.name} --help\n`);
    return WRONG_USE;
  }
  const expected = [CommandError, StartError, StoreError].some((kind) => error instanceof kind);
  const { message, stack } = error as { message?: string; stack?: string };
  terminal.error(`rootspan ${command.name}: ${expected ? message : (stack ?? message ?? "failed")}\n`);
  return FAILURE;
}
