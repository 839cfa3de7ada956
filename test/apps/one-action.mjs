// One session with one action, and no long wait for a receiver that does not answer.
import { exportCounters, init, shutdown } from "rootspan";

const session = init({ exportTimeoutMs: 500, instrument: false });
session.record({ kind: "action", name: "work" });
const cost = await session.end("Success");
await shutdown();
console.log(JSON.stringify({ id: session.id, url: session.url, cost, counters: exportCounters() }));
