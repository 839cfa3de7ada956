/** A service on the framework that the first argument names; prints its address, and ends with its input. */
import { once } from "node:events";
import { init, shutdown } from "rootspan";
import type { Serve } from "./work.ts";

const [framework, sessions] = process.argv.slice(2);
if (sessions === "sessions") init({ autoStartSession: false });
const { serve } = (await import(`./serve-${framework}.ts`)) as { serve: Serve };
const { url, close } = await serve(sessions === "sessions");
console.log(url);
await once(process.stdin.resume(), "end");
close();
await shutdown();
process.exit();
