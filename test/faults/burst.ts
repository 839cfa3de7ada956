/** Ends many spans in one turn, says what they take in memory then, and waits until all are delivered. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { exportCounters, flush, init } from "rootspan";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes that are in use. */
function measure(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const session = init({ instrument: false, hostEnvironment: "off" });
session.record({ kind: "tool", name: "search" });
const before = measure();
for (let index = 0; index < Number(process.argv[2]); index += 1) {
  session.record({ kind: "action", name: `a${index}`, params: { order: index } });
}
const waitingBytes = measure() - before;
await session.end("Success");
while (exportCounters().waiting > 0) await flush();
console.log(JSON.stringify({ id: session.id, waitingBytes, counters: exportCounters() }));
