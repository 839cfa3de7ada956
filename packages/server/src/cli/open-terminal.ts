/** The terminal that this process was started in. */
import { createInterface } from "node:readline/promises";
import type { Terminal } from "./command.ts";

/** What `head` and pagers do to those who write to them: it is no fault. */
const READER_LEFT = "EPIPE";

export function openTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  stdout.on("error", (error: Error & { code?: string }) => {
    if (error.code !== READER_LEFT) throw error;
    process.exit();
  });
  return {
    out: (text) => void stdout.write(text),
    error: (text) => void stderr.write(text),
    output: stdout,
    columns: stdout.isTTY ? stdout.columns : undefined,
    hasColours: stdout.isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb",
    showsProgress: stderr.isTTY && env["TERM"] !== "dumb",
    ask: stdin.isTTY && stderr.isTTY ? ask : undefined,
    environment: env,
  };
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
