/** An agent that takes a step for every line of its input, `step` or `fail`, and ends with it. */
import { createInterface } from "node:readline";
import { init, startSession } from "rootspan";

init({ serviceName: "live-agent", hostEnvironment: "off", flushIntervalMs: 50, autoStartSession: false });
const session = startSession({ name: "live agent" });
console.log(session.id);
let steps = 0;
for await (const line of createInterface({ input: process.stdin })) {
  steps += 1;
  session.record(
    line === "fail"
      ? { kind: "error", error: new Error(`step ${steps} failed`) }
      : { kind: "tool", name: `step ${steps}`, params: { steps }, returns: "done" },
  );
}
await session.end("Success", { reason: `${steps} steps` });
