/** Starts a session and tells its id; adds a tag once it is told to. Never delivers by itself, nor ends. */
import { init } from "rootspan";

const session = init({ hostEnvironment: "off", flushIntervalMs: 3_600_000 });
console.log(session.id);
process.stdin.on("data", () => session.addTags("later"));
