/**
 * One process of the benchmark: `run.ts <variant> <scenario> <calls>`. The provider is a stubbed fetch, so that the
 * client's and the instrumentation's own work is all there is. Prints the CPU time of the process per call, with the
 * final flush, in microseconds.
 */
import OpenAI from "openai";
import { PLAIN, STREAMED } from "./answers.ts";
import { createCall, type Variant } from "./variants.ts";

const [variant, scenario, calls] = process.argv.slice(2) as [Variant, "plain" | "stream", string];
const stream = scenario === "stream";
const client = new OpenAI({
  apiKey: "sk-benchmark",
  maxRetries: 0,
  fetch: async () =>
    new Response(stream ? STREAMED : PLAIN, {
      headers: { "content-type": stream ? "text/event-stream" : "application/json" },
    }),
});
const { call, flush } = await createCall(variant, client, stream);

for (let index = 0; index < 300; index += 1) await call();
await flush();
const before = process.cpuUsage();
for (let index = 0; index < Number(calls); index += 1) await call();
await flush();
const { user, system } = process.cpuUsage(before);
console.log((user + system) / Number(calls));
process.exit(0);
