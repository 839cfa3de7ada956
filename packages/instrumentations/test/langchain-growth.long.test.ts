/** Ten thousand runs, a third of them streams that are left, leave nothing behind. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { LINES } from "./fixtures/langchain/load-langchain.ts";
import type { Remains } from "./fixtures/langchain/many-runs.ts";

const run = promisify(execFile);

const WAYS = LINES.flatMap((line): [string, string][] => [
  [line, "instrumented"],
  [line, "handler"],
]);

it.each(WAYS)(
  "with LangChain %s.x, %s",
  async (line, mode) => {
    const { stdout } = await run(
      process.execPath,
      ["--expose-gc", "--conditions=@rootspan/source", join(__dirname, "fixtures/langchain/many-runs.ts"), line, mode],
      { timeout: 300_000 },
    );
    const { started, open, growth } = JSON.parse(stdout) as Remains;
    expect(started).toBeGreaterThan(20_000);
    expect(open).toBe(0);
    // A span that is not let go takes thousands.
    expect(growth).toBeLessThan(400);
  },
  320_000,
);
