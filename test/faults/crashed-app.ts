/** Leaves two sessions with many spans in its journal and is killed, as if the machine had lost its power. */
import { init, startSession } from "rootspan";

init({ autoStartSession: false, instrument: false, hostEnvironment: "off" });
const sessions = ["ended", "open"].map((name) => startSession({ name }));
for (let index = 0; index < 400; index += 1) {
  for (const session of sessions)
    session.record({ kind: "action", name: `action ${index}`, params: "ä".repeat(index) });
}
void sessions[0]!.end("Success");
process.kill(process.pid, "SIGKILL");
