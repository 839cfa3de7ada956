/** An agent whose screen was recorded: the file `RECORDING`. */
import { init, startSession } from "rootspan";

init({ serviceName: "recorded-agent", hostEnvironment: "off", autoStartSession: false });
const session = startSession({ name: "recorded agent" });
session.record({ kind: "action", name: "click" });
console.log(session.id);
await session.end("Success", { video: process.env["RECORDING"]! });
