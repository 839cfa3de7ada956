/** An agent that has been at it for a while: 100 runs of 99 events each, 10,001 spans with the session's own. */
import { setTimeout as sleep } from "node:timers/promises";
import { init, startSession, withAgent } from "rootspan";

init({ serviceName: "long-agent", hostEnvironment: "off", autoStartSession: false });
const session = startSession({ name: "long agent" });

const run = withAgent({ name: "worker" }, async (round: number) => {
  const startMs = Date.now();
  await sleep(10);
  for (let step = 0; step < 99; step += 1) {
    const startTime = startMs + step * 0.1;
    const endTime = startTime + 0.02 + (step % 5) * 0.02;
    if (step % 3 === 0) {
      session.record({ kind: "llm", model: "gpt-4o-mini", inputTokens: 900, outputTokens: 30, startTime, endTime });
    } else if (step === 50 && round % 10 === 0) {
      session.record({ kind: "error", error: new Error(`round ${round} failed`), startTime, endTime });
    } else session.record({ kind: "tool", name: `tool ${step % 7}`, params: { round, step }, startTime, endTime });
  }
});

await session.run(async () => {
  for (let round = 0; round < 100; round += 1) await run(round);
});
console.log(session.id);
await session.end("Success");
