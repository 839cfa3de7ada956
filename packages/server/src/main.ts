#!/usr/bin/env node
/** The program `rootspan`. */
import { openTerminal } from "./cli/open-terminal.ts";
import { runCommandLine } from "./cli/run-command-line.ts";

async function main(): Promise<void> {
  process.exitCode = await runCommandLine(process.argv.slice(2), openTerminal());
}

void main();
