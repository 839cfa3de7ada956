/** How many spans a second the server takes, against bare inserts into its own tables. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, type Table } from "../table.ts";
import { SPANS_PER_REQUEST } from "./requests.ts";

const REQUESTS = 300;

export async function measureIngest(rounds: number): Promise<Table> {
  const bare: number[] = [];
  const served: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const folder = mkdtempSync(join(tmpdir(), "rootspan-bench-"));
    bare.push(Number(await run("bare-inserts.ts", String(REQUESTS), join(folder, "bare.db"))));
    const server = await startServer(join(folder, "served.db"));
    served.push(Number(await run("post-requests.ts", String(REQUESTS), server.url)));
    await server.stop();
    rmSync(folder, { recursive: true });
  }
  const ratios = served.map((value, round) => value / bare[round]!);
  return {
    title: "Spans a second into the store",
    text:
      `${REQUESTS} requests of ${SPANS_PER_REQUEST} spans (8 sessions, a third of the spans model calls with text), ` +
      `medians of ${rounds} rounds; half as many come before the clock starts. "Server" is OTLP/protobuf over HTTP from another process on eight connections: ` +
      'decoded, checked, priced, folded, compressed and on disk (`synchronous=FULL`) before the 200. "Bare inserts" ' +
      "are rows made ready before the clock starts, into the same tables, a transaction a request.",
    head: ["way", "spans a second", "ratio to bare inserts"],
    rows: [
      ["bare inserts", Math.round(median(bare)).toString(), "1.00"],
      ["server", Math.round(median(served)).toString(), median(ratios).toFixed(2)],
    ],
  };
}

async function run(file: string, ...args: readonly string[]): Promise<string> {
  const child = start(new URL(file, import.meta.url).pathname, args);
  let output = "";
  child.stdout!.on("data", (chunk) => void (output += chunk));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0 || !(Number(output) > 0)) throw new Error(`${file} ended with ${String(code)}: ${output}`);
  return output;
}

async function startServer(file: string): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const child = start("packages/server/src/main.ts", ["serve", "--port", "0", "--store", `sqlite:${file}`]);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout!.on("data", (chunk) => {
      const address = /http:\/\/\S+/.exec(String(chunk));
      if (address !== null) resolve(address[0]);
    });
    child.on("close", () => reject(new Error("the server did not start")));
  });
  return {
    url,
    async stop() {
      const closed = new Promise((resolve) => child.on("close", resolve));
      child.kill("SIGTERM");
      await closed;
    },
  };
}

function start(file: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ["--conditions=@rootspan/source", file, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}
