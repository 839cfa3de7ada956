/** An agent that gives its work to child processes. `childEnv` is all that they need to take part in its session. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { init, withAgent } from "rootspan";

const session = init({ sessionName: "child-process", logSummary: true });

/** A process for one topic, as a child of whatever span is active here. */
const research = withAgent("researcher", async (topic: string) => {
  const worker = fork(new URL("worker.ts", import.meta.url), [topic], { env: session.childEnv() });
  const [code] = (await once(worker, "exit")) as [number];
  if (code !== 0) throw new Error(`the worker for ${topic} ended with code ${code}`);
});

const topics = ["rivers", "mountains", "nowhere"];
const results = await Promise.allSettled(topics.map((topic) => research(topic)));
for (const [index, result] of results.entries()) {
  console.log(`${topics[index]}: ${result.status === "fulfilled" ? "done" : String(result.reason)}`);
}
await session.end("Success", {
  reason: `${results.filter(({ status }) => status === "fulfilled").length} of 3 are done`,
});
