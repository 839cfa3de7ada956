#!/usr/bin/env node
/** The program `rootspan`. */
import { runCommandLine } from "./cli/run-command-line.ts";

async function main(): Promise<void> {
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
  });
}

void main();
