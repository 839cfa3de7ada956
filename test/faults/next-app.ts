/** The next process: delivers what a dead one has left, and a session of its own. Prints what `diag` is told. */
import { diag, DiagLogLevel } from "@opentelemetry/api";
import { exportCounters, flush, init, shutdown } from "rootspan";

const told: string[] = [];
const tell = (_: unknown, ...words: unknown[]): void => void told.push(words.join(" "));
const logger = { error: tell, warn: tell, info() {}, debug() {}, verbose() {} };
diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });

const session = init({ instrument: false, hostEnvironment: "off" });
session.record({ kind: "action", name: "as ever" });
await session.end("Success");
await flush();
const counters = exportCounters();
await shutdown();
console.log(JSON.stringify({ id: session.id, told, counters }));
