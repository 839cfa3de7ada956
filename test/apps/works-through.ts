// Works through its loop whatever the receiver does, and then waits until everything is delivered or rounds are over.
// Arguments: spans; rounds of waiting at the end.
import { exportCounters, flush, init } from "rootspan";

const [spans = "20", rounds = "100"] = process.argv.slice(2);
const session = init({ instrument: false, flushIntervalMs: 20, exportTimeoutMs: 1_000, hostEnvironment: "off" });
console.log("started");
for (let index = 0; index < Number(spans); index += 1) {
  session.record({ kind: "action", name: `a${index}` });
  // As long as a call of a model takes, at least; deliveries go on beside it.
  await new Promise((resolve) => setTimeout(resolve, 5));
}
console.log("worked");
await session.end("Success");
console.log("ended");
for (let round = 0; round < Number(rounds); round += 1) {
  await flush();
  if (exportCounters().waiting === 0) break;
  await new Promise((resolve) => setTimeout(resolve, 100));
}
console.log(JSON.stringify(exportCounters()));
