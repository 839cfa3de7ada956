/** An agent with telemetry of its own, which asks the service that its argument names. */
import { ownSpans } from "./own-telemetry.ts";
import { createFetch, init, withTool } from "rootspan";

const url = process.argv[2]!;
const session = init();
const fetch = createFetch({ hosts: ["127.0.0.1"] });
await withTool("createFetch", async () => void (await (await fetch(url)).text()))();
await session.end("Success");
console.log(JSON.stringify({ id: session.id, spans: ownSpans() }));
