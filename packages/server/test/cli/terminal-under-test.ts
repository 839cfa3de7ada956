/** Runs a command line in this process, in a terminal of the test's own. */
import { Writable } from "node:stream";
import type { Terminal } from "../../src/cli/command.ts";
import { runCommandLine } from "../../src/cli/run-command-line.ts";

export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly error: string;
}

export async function runHere(args: readonly string[], terminal: Partial<Terminal> = {}): Promise<Outcome> {
  let out = "";
  let error = "";
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      out += chunk.toString();
      done();
    },
  });
  const status = await runCommandLine(args, {
    out: (text) => (out += text),
    error: (text) => (error += text),
    output,
    columns: undefined,
    hasColours: false,
    showsProgress: false,
    ask: undefined,
    environment: {},
    ...terminal,
  });
  return { status, out, error };
}
