// Records a number of actions and is killed in the middle of its work; the second argument says how it dies.
import { exportCounters, init } from "rootspan";

const [count, death] = [Number(process.argv[2]), process.argv[3]];
const session = init({ instrument: false, defaultTags: ["doomed"], sessionName: "crash" });
session.record({ kind: "llm", model: "gpt-4o-mini", provider: "openai", inputTokens: 1_000_000, outputTokens: 0 });
for (let index = 1; index < count; index += 1) session.record({ kind: "action", name: `action ${index}` });
console.log(JSON.stringify({ id: session.id, counters: exportCounters() }));
if (death === "kill") process.kill(process.pid, "SIGKILL");
if (death === "abort") process.abort();
if (death === "exit") process.exit(7);
