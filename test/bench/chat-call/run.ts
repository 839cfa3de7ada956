/**
 * One process of the benchmark: `run.ts <variant> <scenario> <calls before the clock starts> <calls>`. The provider is a stubbed fetch, so that the
 * client's and the instrumentation's own work is all there is. Prints the CPU time of the process per call, with the
 * final flush, in microseconds.
 */
import { setImmediate as immediate } from "node:timers/promises";
import OpenAI from "openai";
import { PLAIN, STREAMED } from "./answers.ts";
import { type Variant, VARIANTS } from "./variants.ts";

const [variant, scenario, callsBefore, calls] = process.argv.slice(2) as [Variant, "plain" | "stream", string, string];
const stream = scenario === "stream";
const client = new OpenAI({
  apiKey: "sk-benchmark",
  maxRetries: 0,
  fetch: async () =>
    new Response(stream ? STREAMED : PLAIN, {
      headers: { "content-type": stream ? "text/event-stream" : "application/json" },
    }),
});
const { call, flush } = VARIANTS[variant].create(client, stream);

// What is measured is compiled code, as in a process that has run for a while. Compiling is work of this process too,
// and goes on for thousands of calls.
await repeat(Number(callsBefore));
const before = process.cpuUsage();
await repeat(Number(calls));
const { user, system } = process.cpuUsage(before);
console.log((user + system) / Number(calls));
process.exit(0);

async function repeat(times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    await call();
    // A real call waits for the network, and lets timers and exports have their turn.
    await immediate();
  }
  await flush();
}
