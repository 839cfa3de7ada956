// Nobody listens at the endpoint: the application must neither fail nor wait for longer than it was told to.
import { exportCounters, init, shutdown } from "rootspan";

const session = init({ exportTimeoutMs: 500 });
session.record({ kind: "action", name: "work" });
const cost = await session.end("Success");
await shutdown();
console.log(JSON.stringify({ cost, counters: exportCounters() }));
