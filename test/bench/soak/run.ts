/**
 * Soak: a server of its own at full speed from many connections, for minutes. Half of them send protobuf, half JSON.
 *
 *   npm run soak [-- --minutes 10 --connections 50]
 *
 * Fails when any answer is neither 200 nor 429, when something acknowledged is missing, or when memory still grows in
 * the last third.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { hex, makeJson, makeProtobuf, type SoakRequest, SPANS_A_REQUEST } from "./requests.ts";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, connections: { type: "string", default: "50" } },
});
const minutes = Number(values.minutes);
const connections = Number(values.connections);
if (!(minutes > 0 && minutes <= 600 && connections >= 1 && connections <= 1_000)) {
  console.error("--minutes must be above 0 and at most 600, --connections from 1 to 1000");
  process.exit(2);
}

const REQUESTS_A_SESSION = 20;
const SAMPLE_MS = 1_000;
const MIB = 1_048_576;
/** Of the median before: what comes and goes with garbage collection is below it. */
const GROWTH_ALLOWED = 1.25;

const folder = mkdtempSync(join(tmpdir(), "rootspan-soak-"));
const program = ["--conditions=@rootspan/source", "packages/server/src/main.ts", "serve", "--port", "0"];
const server = spawn(process.execPath, [...program, "--store", `sqlite:${join(folder, "soak.db")}`], {
  stdio: ["ignore", "pipe", "inherit"],
});
const url = /http:\S+/.exec(String((await once(server.stdout, "data"))[0]))![0];

const statuses = new Map<string, number>();
/** Spans that were acknowledged, by session. */
const acknowledged = new Map<string, number>();
const memory: number[] = [];
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const endMs = Date.now() + minutes * 60_000;

const sampling = sampleMemory();
await Promise.all(Array.from({ length: connections }, (_, index) => send(index)));
await sampling;
const missing = await countMissing();
server.kill("SIGTERM");
const [, signal] = (await once(server, "exit")) as [number | null, string | null];
rmSync(folder, { recursive: true });

const spans = [...acknowledged.values()].reduce((sum, count) => sum + count, 0);
const third = Math.floor(memory.length / 3);
const [before, after] = [median(memory.slice(third, 2 * third)), median(memory.slice(2 * third))];
const wrong = [...statuses].filter(([status]) => status !== "200" && status !== "429");
console.log(
  `${minutes} minutes, ${connections} connections: ${spans} spans, ${Math.round(spans / minutes / 60)} a second`,
);
console.log(`answers: ${[...statuses].map(([status, count]) => `${status} × ${count}`).join(", ")}`);
console.log(`memory: ${before} MiB in the second third of the time, ${after} MiB in the last (medians)`);
console.log(`acknowledged and missing: ${missing}`);
const isFlat = after <= before * GROWTH_ALLOWED;
process.exitCode = wrong.length === 0 && missing === 0 && isFlat && signal === "SIGTERM" ? 0 : 1;

async function send(connection: number): Promise<void> {
  const make = connection % 2 === 0 ? makeProtobuf : makeJson;
  for (let round = 0; Date.now() < endMs; round++) {
    const traceId = hex(32, connection * 1e9 + Math.floor(round / REQUESTS_A_SESSION) + 1);
    const status = await post(make(traceId, (round % REQUESTS_A_SESSION) * SPANS_A_REQUEST));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === "200") acknowledged.set(traceId, (acknowledged.get(traceId) ?? 0) + SPANS_A_REQUEST);
    if (status === "429") await wait(100);
  }
}

function post({ contentType, body }: SoakRequest): Promise<string> {
  const headers = { "content-type": contentType, "content-length": body.length };
  return new Promise((resolve) => {
    const sent = request(`${url}/v1/traces`, { method: "POST", agent, headers }, (answer) => {
      answer.resume();
      answer.once("end", () => resolve(String(answer.statusCode)));
    });
    sent.once("error", (error: Error & { code?: string }) => resolve(error.code ?? error.message));
    sent.end(body);
  });
}

/** Of the server, in MiB, from `/proc`; of other systems `/metrics` tells it. */
async function sampleMemory(): Promise<void> {
  while (Date.now() < endMs) {
    await wait(SAMPLE_MS);
    memory.push(Math.round((await residentBytes()) / MIB));
  }
}

async function residentBytes(): Promise<number> {
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1];
    return Number(kib) * 1_024;
  } catch {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]);
  }
}

async function countMissing(): Promise<number> {
  let count = 0;
  for (const [traceId, sent] of acknowledged) {
    const answer = await fetch(`${url}/v2/sessions/${traceId}`);
    const { spans = 0 } = (await answer.json()) as { readonly spans?: number };
    // What was put off was not acknowledged, and may not be there; what was sent may be there without an answer.
    count += Math.max(0, sent - spans);
  }
  return count;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
