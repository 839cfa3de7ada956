// Ends many spans at once, in a queue that has room for few, and waits until all are delivered.
import { exportCounters, flush, init } from "rootspan";

const session = init({ instrument: false, maxQueueSpans: 100, flushIntervalMs: 50, hostEnvironment: "off" });
for (let index = 0; index < Number(process.argv[2]); index += 1) session.record({ kind: "action", name: `a${index}` });
await session.end("Success");
for (let round = 0; round < 100 && exportCounters().waiting > 0; round += 1) {
  await flush();
  await new Promise((resolve) => setTimeout(resolve, 100));
}
console.log(JSON.stringify({ id: session.id, counters: exportCounters() }));
