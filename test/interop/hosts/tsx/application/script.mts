/** Tells the weather and ends. */
import { init } from "rootspan"; // rootspan
import { forecast } from "./agent.ts";

const session = init({ sessionName: "weather" }); // rootspan
await forecast("Lisbon", (text) => void process.stdout.write(text));
await session.end("Success", { reason: "told" }); // rootspan
