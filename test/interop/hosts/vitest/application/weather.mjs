/** What the tests test, for Vitest. */
import { init } from "rootspan"; // rootspan
import { forecast } from "./agent.mjs";

const session = init({ sessionName: "tests" }); // rootspan

export async function tell(city) {
  let told = "";
  await forecast(city, (text) => (told += text));
  return told;
}

export async function end() {
  await session.end("Success"); // rootspan
}
