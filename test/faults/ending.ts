/** Has several sessions open, and ends as `END_BY` says. With `BARE` it does so without Rootspan. */
import { init, startSession } from "rootspan";

if (process.env["BARE"] === undefined) {
  const sessions = [init({ hostEnvironment: "off", sessionName: "first" }), startSession({ name: "second" })];
  // A part of the second one, as another process would have it.
  sessions.push(startSession({ name: "part", inheritedSessionId: sessions[1]!.id }));
  for (const session of sessions) session.record({ kind: "action", name: "begin" });
}
process.on("exit", (code) => console.log(`the application's own listener: ${code}`));

const WAYS: Readonly<Record<string, () => unknown>> = {
  "process.exit()": () => process.exit(5),
  "nothing left to do": () => {},
  "an error that nobody catches": () => {
    throw new RangeError("too far");
  },
  "a rejection that nobody handles": () => Promise.reject(new RangeError("too far")),
  "process.abort()": () => process.abort(),
  "a signal that it listens to": () => {
    process.on("SIGTERM", (signal) => {
      console.log(`the application's own listener: ${signal}`);
      process.exit(7);
    });
    process.kill(process.pid, "SIGTERM");
  },
};

const way = process.env["END_BY"]!;
// Everything else is a signal, which takes as long as it takes.
if (way !== "nothing left to do") setInterval(() => {}, 1_000);
const end = WAYS[way] ?? (() => process.kill(process.pid, way));
setImmediate(() => void end());
