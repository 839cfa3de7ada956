/** Tells the weather in two threads at once. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { init } from "rootspan"; // rootspan

const session = init({ sessionName: "weather" }); // rootspan
const options = {
  env: session.childEnv(), // rootspan
};
await Promise.all(
  ["Lisbon", "Oslo"].map((workerData) =>
    once(new Worker(new URL("thread.mts", import.meta.url), { ...options, workerData }), "exit"),
  ),
);
await session.end("Success", { reason: "told" }); // rootspan
