/** 20,000 calls and streams, a third of them abandoned, leave nothing behind: no open span, no entry, no memory. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const CALLS = 20_000;
/** One small object that stays for each call would be more; two heaps are never quite alike. */
const MOST_BYTES_A_CALL = 40;

type Report = Readonly<Record<"open" | "spans" | "accounts" | "growth", number>>;

async function reportOf(major: string, mode: "bare" | "traced"): Promise<Report> {
  const file = join(__dirname, "fixtures/run-many-calls.ts");
  const options = ["--expose-gc", "--conditions=@rootspan/source", file, major, String(CALLS), mode];
  const { stdout } = await run(process.execPath, options, { timeout: 240_000 });
  return JSON.parse(stdout) as Report;
}

it.each(["openai5", "openai7"])(
  "with %s",
  async (major) => {
    const bare = await reportOf(major, "bare");
    const traced = await reportOf(major, "traced");
    expect(traced).toMatchObject({ open: 0, spans: CALLS, accounts: 0 });
    expect(traced.growth - bare.growth).toBeLessThan(CALLS * MOST_BYTES_A_CALL);
  },
  300_000,
);
