/** Tells the weather and ends; becomes CommonJS. */
import { init } from "rootspan"; // rootspan
import { forecast } from "./agent.ts";

const session = init({ sessionName: "weather" }); // rootspan

async function main(): Promise<void> {
  await forecast("Lisbon", (text) => void process.stdout.write(text));
  await session.end("Success", { reason: "told" }); // rootspan
}

void main();
