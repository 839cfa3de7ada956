/** One of the threads. */
import { workerData } from "node:worker_threads";
import { init } from "rootspan"; // rootspan
import { forecast } from "./agent.ts";

const session = init({ sessionName: workerData as string }); // rootspan
let told = "";
await forecast(workerData as string, (text) => void (told += text));
process.stdout.write(told);
await session.end("Success"); // rootspan
